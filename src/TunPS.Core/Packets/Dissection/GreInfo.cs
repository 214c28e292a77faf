using System.Buffers.Binary;

namespace TunPS;

/// <summary>What a GRE tunnel carries (RFC 2784, RFC 2890).</summary>
internal static class GreInfo
{
    private const int FixedLength = 4;

    /// <summary>In the first byte: a list of routers follows (RFC 1701), which nobody sends any more.</summary>
    internal const int RoutingBit = 0x40;

    internal const EtherType BridgedEthernet = (EtherType)0x6558;

    // Each of these says that four more bytes are there: checksum, key, sequence number.
    private static ReadOnlySpan<ushort> OptionalFields => [0x8000, 0x2000, 0x1000];

    internal static void Write(ref InfoWriter writer, PacketPart part)
    {
        if (part.Bytes.Length < FixedLength)
        {
            writer.CutOff(part, FixedLength, "GRE header");
            return;
        }

        EtherType type = (EtherType)BinaryPrimitives.ReadUInt16BigEndian(part.Bytes[2..]);
        PacketPart payload = part.From(HeaderLength(part.Bytes));
        if ((part.Bytes[0] & RoutingBit) != 0 || type is not (EtherType.IPv4 or EtherType.IPv6 or BridgedEthernet))
        {
            writer.Text("Encapsulated ");
            writer.Text(type == 0 ? "Possible GRE keepalive packet" : FrameInfo.Name(type));
        }
        else if (type == BridgedEthernet)
        {
            FrameInfo.Write(ref writer, payload);
        }
        else
        {
            IPInfo.Write(ref writer, payload);
        }
    }

    /// <summary>The length of a header of which the first bytes are there.</summary>
    internal static int HeaderLength(ReadOnlySpan<byte> header)
    {
        int flags = BinaryPrimitives.ReadUInt16BigEndian(header);
        int length = FixedLength;
        foreach (ushort field in OptionalFields)
        {
            length += (flags & field) != 0 ? sizeof(uint) : 0;
        }

        return length;
    }
}
