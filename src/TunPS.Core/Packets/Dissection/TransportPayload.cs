using System.Buffers.Binary;

namespace TunPS;

/// <summary>What a transport header carries.</summary>
internal static class TransportPayload
{
    /// <summary>The payload as far as it is there; empty when there is none, or the header makes no sense.</summary>
    internal static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> packet, in IPHeader header)
    {
        ReadOnlySpan<byte> segment = header.Payload(packet);
        if (!header.HasTransportHeader)
        {
            return segment;
        }

        switch (header.Protocol)
        {
            case IPProtocol.Tcp:
                int length = segment.Length < TcpInfo.HeaderLength ? 0 : (segment[12] >> 4) * 4;
                return length < TcpInfo.HeaderLength || length > segment.Length ? default : segment[length..];
            case IPProtocol.Udp:
                return Datagram(segment);
            case IPProtocol.Icmp or IPProtocol.IcmpV6:
                return segment.Length < IcmpInfo.HeaderLength ? default : segment[IcmpInfo.HeaderLength..];
            default:
                return segment;
        }
    }

    private static ReadOnlySpan<byte> Datagram(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < UdpInfo.HeaderLength)
        {
            return default;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(segment[4..]);
        return length < UdpInfo.HeaderLength ? default : segment[UdpInfo.HeaderLength..Math.Min(length, segment.Length)];
    }
}
