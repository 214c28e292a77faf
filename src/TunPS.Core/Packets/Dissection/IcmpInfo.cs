using System.Buffers.Binary;

namespace TunPS;

/// <summary>ICMP messages (RFC 792; IANA, "ICMP Parameters").</summary>
internal static class IcmpInfo
{
    internal const int HeaderLength = 8;

    // The column in which Wireshark begins what follows the type.
    private const int TypeWidth = 20;

    internal static void Write(ref InfoWriter writer, PacketPart part, int timeToLive)
    {
        ReadOnlySpan<byte> message = part.Bytes;
        if (part.Length >= HeaderLength && message.Length > 5)
        {
            Name(ref writer, message[0], message[1]);
        }

        if (message.Length < HeaderLength)
        {
            writer.CutOff(part, HeaderLength, "ICMP header");
        }
        else if (IcmpNames.HasSequence(message[0]))
        {
            IdAndSequence(ref writer, message);
            writer.Field(", ttl=", (uint)timeToLive);
            int body = BodyLength(message[0]);
            if (message.Length < body)
            {
                writer.CutOff(part, body, "message");
            }
        }
    }

    // Three times, or an address mask.
    private static int BodyLength(byte type) => type switch
    {
        13 or 14 => HeaderLength + 12,
        17 or 18 => HeaderLength + 4,
        _ => HeaderLength,
    };

    private static void Name(ref InfoWriter writer, byte type, byte code)
    {
        string name = IcmpNames.Type(type, code);
        writer.Text(name);
        if (!IcmpNames.HasSequence(type) && !IcmpNames.HasCodes(type))
        {
            return;
        }

        writer.Character(' ');
        for (int column = name.Length; column < TypeWidth; column++)
        {
            writer.Character(' ');
        }

        if (IcmpNames.HasCodes(type))
        {
            writer.Character('(');
            if (IcmpNames.Code(type, code) is string meaning)
            {
                writer.Text(meaning);
            }
            else
            {
                writer.Field("Unknown code: ", code);
            }

            writer.Character(')');
        }
    }

    // Big endian, then as a host that forgot to swap its bytes would read it, as Wireshark shows it.
    private static void IdAndSequence(ref InfoWriter writer, ReadOnlySpan<byte> message)
    {
        writer.Text("id=0x");
        writer.Hex(message.Slice(4, 2));
        writer.Text(", seq=");
        writer.Number16(message, 6);
        writer.Field("/", BinaryPrimitives.ReadUInt16LittleEndian(message[6..]));
    }
}
