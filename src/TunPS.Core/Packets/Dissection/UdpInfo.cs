using System.Buffers.Binary;

namespace TunPS;

/// <summary>UDP datagrams (RFC 768), and what some well-known ports carry.</summary>
internal static class UdpInfo
{
    internal const int HeaderLength = 8;

    internal static void Write(ref InfoWriter writer, PacketPart part, int ipVersion)
    {
        ReadOnlySpan<byte> datagram = part.Bytes;
        if (datagram.Length < HeaderLength)
        {
            CutHeader(ref writer, part);
            return;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]);
        if (length < HeaderLength || length > part.Length
            || !WellKnownPort.Write(ref writer, part.First(length).From(HeaderLength), datagram))
        {
            WriteDatagram(ref writer, part, ipVersion);
        }
    }

    /// <summary>Writes the datagram itself, whatever it carries.</summary>
    internal static void WriteDatagram(ref InfoWriter writer, PacketPart part, int ipVersion)
    {
        ReadOnlySpan<byte> datagram = part.Bytes;
        if (datagram.Length < HeaderLength)
        {
            CutHeader(ref writer, part);
            return;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]);
        bool isJumbogram = length == 0 && ipVersion == 6;
        int end = isJumbogram ? part.Length : length;
        Ports(ref writer, datagram);
        if (end < HeaderLength)
        {
            writer.Field(" [BAD UDP LENGTH ", (uint)length);
            writer.Text(" < 8]");
            return;
        }

        if (end > part.Length)
        {
            writer.Field(" [BAD UDP LENGTH ", (uint)length);
            writer.Text(" > IP PAYLOAD LENGTH]");
        }

        writer.Field(" Len=", (uint)(end - HeaderLength));
        writer.Text(isJumbogram ? " [Jumbogram]" : string.Empty);
        if (ipVersion == 6 && datagram[6] == 0 && datagram[7] == 0)
        {
            writer.Text(" [ILLEGAL CHECKSUM (0)]");
        }
    }

    /// <summary>51725 → 53.</summary>
    internal static void Ports(ref InfoWriter writer, ReadOnlySpan<byte> segment)
    {
        writer.Number16(segment, 0);
        writer.Text(" → ");
        writer.Number16(segment, 2);
    }

    private static void CutHeader(ref InfoWriter writer, PacketPart part)
    {
        if (part.Bytes.Length >= 4)
        {
            Ports(ref writer, part.Bytes);
        }

        if (part.Bytes.Length >= 6)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(part.Bytes[4..]);
            writer.Field(" Len=", (uint)Math.Max(length - HeaderLength, 0));
        }

        writer.CutOff(part, HeaderLength, "UDP header");
    }
}
