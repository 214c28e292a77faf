using System.Buffers.Binary;

namespace TunPS;

/// <summary>TCP segments (RFC 9293), with absolute sequence numbers.</summary>
internal static class TcpInfo
{
    internal const int HeaderLength = 20;

    // Up to the window is what Wireshark shows of a header that is cut off.
    private const int ShownLength = 16;
    private const int Urgent = 0x20;
    private const int Acknowledgment = 0x10;

    // From the lowest bit of the flags up (RFC 9293, RFC 3168, accurate ECN).
    private static readonly string[] s_flags = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"];

    internal static void Write(ref InfoWriter writer, PacketPart part)
    {
        ReadOnlySpan<byte> segment = part.Bytes;
        if (segment.Length >= HeaderLength && DnsInfo.IsOverTcp(part))
        {
            DnsInfo.Write(ref writer, part.From(((segment[12] >> 4) * 4) + sizeof(ushort)), isMulticast: false);
            return;
        }

        WriteSegment(ref writer, part);
    }

    /// <summary>Writes the segment itself, whatever it carries.</summary>
    internal static void WriteSegment(ref InfoWriter writer, PacketPart part)
    {
        ReadOnlySpan<byte> segment = part.Bytes;
        if (segment.Length >= 4)
        {
            UdpInfo.Ports(ref writer, segment);
        }

        if (segment.Length >= ShownLength)
        {
            Numbers(ref writer, segment);
        }

        if (segment.Length < HeaderLength)
        {
            writer.CutOff(part, HeaderLength, "TCP header");
            return;
        }

        int length = (segment[12] >> 4) * 4;
        if (length < HeaderLength || length > part.Length)
        {
            writer.BeginMalformed("TCP header length ");
            writer.Number(length);
            writer.Bytes(", ", part.Length);
            writer.Text(" there]");
            return;
        }

        if ((segment[13] & Urgent) != 0)
        {
            writer.Text(" Urg=");
            writer.Number16(segment, 18);
        }

        writer.Field(" Len=", (uint)(part.Length - length));
        TcpOptions.Write(ref writer, part.From(HeaderLength).First(length - HeaderLength));
    }

    /// <summary>SYN, ACK: the names of the flags that are set.</summary>
    internal static void Flags(ref InfoWriter writer, int flags)
    {
        bool isFirst = true;
        for (int bit = 0; bit < s_flags.Length; bit++)
        {
            if ((flags & (1 << bit)) != 0)
            {
                writer.Text(isFirst ? string.Empty : ", ");
                writer.Text(s_flags[bit]);
                isFirst = false;
            }
        }

        if ((flags & 0xE00) != 0)
        {
            writer.Text(isFirst ? "Reserved" : ", Reserved");
        }
        else if (isFirst)
        {
            writer.Text("<None>");
        }
    }

    private static void Numbers(ref InfoWriter writer, ReadOnlySpan<byte> segment)
    {
        writer.Text(" [");
        Flags(ref writer, BinaryPrimitives.ReadUInt16BigEndian(segment[12..]) & 0xFFF);
        writer.Text("] Seq=");
        writer.Number32(segment, 4);
        if ((segment[13] & Acknowledgment) != 0)
        {
            writer.Text(" Ack=");
            writer.Number32(segment, 8);
        }

        writer.Text(" Win=");
        writer.Number16(segment, 14);
    }
}
