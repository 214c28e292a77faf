using System.Buffers.Binary;

namespace TunPS;

/// <summary>A packet's meaning in one line, in the words of Wireshark's Info column.</summary>
internal static class PacketInfo
{
    private const int UdpHeaderLength = 8;
    private const int TcpHeaderLength = 20;

    // From the lowest bit of the flags byte up (RFC 9293, RFC 3168).
    private static readonly string[] s_tcpFlags = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];

    /// <summary>Describes any bytes; never throws.</summary>
    internal static string Describe(ReadOnlySpan<byte> packet)
    {
        IPHeader header = IPHeader.Read(packet);
        if (header.Version == 0)
        {
            return Malformed(header.Problem);
        }

        string info = header.FragmentOffset is int offset
            ? $"Fragmented IP protocol (proto={header.Protocol} {(int)header.Protocol}, off={offset}, "
                + $"ID={header.FragmentId:x4})"
            : DescribePayload(header, header.Payload(packet));
        return header.Problem is null ? info : $"{info} {Malformed(header.Problem)}";
    }

    /// <summary>The note on what is wrong with a packet.</summary>
    internal static string Malformed(string? problem) => $"[Malformed: {problem}]";

    private static string DescribePayload(in IPHeader header, ReadOnlySpan<byte> payload) => header.Protocol switch
    {
        IPProtocol.Icmp => IcmpInfo.Describe(payload, header.HopLimit),
        IPProtocol.IcmpV6 => IcmpV6Info.Describe(payload, header.HopLimit),
        IPProtocol.Udp => DescribeUdp(payload),
        IPProtocol.Tcp => DescribeTcp(payload),
        _ => $"{header.Protocol}, {payload.Length} bytes",
    };

    private static string DescribeUdp(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < UdpHeaderLength)
        {
            return Malformed($"UDP header cut off after {segment.Length} bytes");
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(segment[4..]);
        string info = $"{Ports(segment)} Len={length - UdpHeaderLength}";
        return length < UdpHeaderLength || length > segment.Length
            ? $"{Ports(segment)} {Malformed($"UDP length {length}, only {segment.Length} bytes there")}"
            : info;
    }

    private static string DescribeTcp(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < TcpHeaderLength)
        {
            return Malformed($"TCP header cut off after {segment.Length} bytes");
        }

        int flags = segment[13];
        string names = string.Join(", ", s_tcpFlags.Where((_, bit) => (flags & (1 << bit)) != 0));
        string start = $"{Ports(segment)} [{names}] Seq={BinaryPrimitives.ReadUInt32BigEndian(segment[4..])}";
        if ((flags & 0x10) != 0)
        {
            start += $" Ack={BinaryPrimitives.ReadUInt32BigEndian(segment[8..])}";
        }

        int headerLength = (segment[12] >> 4) * 4;
        start += $" Win={BinaryPrimitives.ReadUInt16BigEndian(segment[14..])}";
        return headerLength < TcpHeaderLength || headerLength > segment.Length
            ? $"{start} {Malformed($"TCP header length {headerLength}, {segment.Length} bytes there")}"
            : $"{start} Len={segment.Length - headerLength}";
    }

    private static string Ports(ReadOnlySpan<byte> segment)
        => $"{BinaryPrimitives.ReadUInt16BigEndian(segment)} → {BinaryPrimitives.ReadUInt16BigEndian(segment[2..])}";
}
