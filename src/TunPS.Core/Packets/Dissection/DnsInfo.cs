using System.Buffers.Binary;

namespace TunPS;

/// <summary>DNS messages (RFC 1035), and those of multicast DNS (RFC 6762) and LLMNR (RFC 4795).</summary>
internal static class DnsInfo
{
    internal const int HeaderLength = 12;
    private const int Port = 53;
    private const int Response = 0x8000;

    // Of a class in multicast DNS: answer me alone; or, in an answer, forget what you knew.
    private const int TopBit = 0x8000;

    internal static void Write(ref InfoWriter writer, PacketPart part, bool isMulticast)
    {
        ReadOnlySpan<byte> message = part.Bytes;
        if (message.Length >= 2 * sizeof(ushort))
        {
            Header(ref writer, message, BinaryPrimitives.ReadUInt16BigEndian(message[2..]));
        }

        if (message.Length < HeaderLength)
        {
            writer.CutOff(part, HeaderLength, "DNS header");
            return;
        }

        int offset = HeaderLength;
        int questions = BinaryPrimitives.ReadUInt16BigEndian(message[4..]);
        for (; questions > 0 && !writer.IsFull; questions--)
        {
            if (!Question(ref writer, message, ref offset, isMulticast))
            {
                writer.CutOff(part, message.Length + 1, "DNS question");
                return;
            }
        }

        // Answers, authority and additional records are all alike.
        int records = BinaryPrimitives.ReadUInt16BigEndian(message[6..])
            + BinaryPrimitives.ReadUInt16BigEndian(message[8..])
            + BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        for (; records > 0 && !writer.IsFull; records--)
        {
            if (!DnsRecord.Write(ref writer, message, ref offset, isMulticast))
            {
                writer.CutOff(part, message.Length + 1, "DNS record");
                return;
            }
        }
    }

    /// <summary>True when a TCP segment begins with a whole message: its length, then itself.</summary>
    internal static bool IsOverTcp(PacketPart segment)
    {
        ReadOnlySpan<byte> bytes = segment.Bytes;
        if (BinaryPrimitives.ReadUInt16BigEndian(bytes) != Port
            && BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) != Port)
        {
            return false;
        }

        int header = (bytes[12] >> 4) * 4;
        int start = header + sizeof(ushort);
        return header >= TcpInfo.HeaderLength
            && bytes.Length >= start + HeaderLength
            && BinaryPrimitives.ReadUInt16BigEndian(bytes[header..]) is ushort length and >= HeaderLength
            && bytes.Length >= start + length;
    }

    /// <summary>Writes "Standard query response 0x1234 No such name".</summary>
    internal static void Header(ref InfoWriter writer, ReadOnlySpan<byte> message, int flags)
    {
        int operation = (flags >> 11) & 0xF;
        if (DnsNames.Operation(operation) is string name)
        {
            writer.Text(name);
        }
        else
        {
            writer.Field("Unknown operation (", (uint)operation);
            writer.Character(')');
        }

        writer.Text((flags & Response) != 0 ? " response 0x" : " 0x");
        writer.Hex(message[..2]);
        int code = flags & 0xF;
        if ((flags & Response) == 0 || code == 0)
        {
            return;
        }

        if (DnsNames.ResponseCode(code) is string problem)
        {
            writer.Character(' ');
            writer.Text(problem);
        }
        else
        {
            writer.Field(" Unknown error (", (uint)code);
            writer.Character(')');
        }
    }

    private static bool Question(
        ref InfoWriter writer, ReadOnlySpan<byte> message, ref int offset, bool isMulticast)
    {
        int name = offset;
        if (!DnsName.Skip(message, ref offset) || offset + 4 > message.Length)
        {
            return false;
        }

        DnsNames.Type(ref writer, BinaryPrimitives.ReadUInt16BigEndian(message[offset..]));
        writer.Character(' ');
        if (!DnsName.Write(ref writer, message, name))
        {
            return false;
        }

        if (isMulticast)
        {
            bool isUnicast = (message[offset + 2] & (TopBit >> 8)) != 0;
            writer.Text(isUnicast ? ", \"QU\" question" : ", \"QM\" question");
        }

        offset += 4;
        return true;
    }
}
