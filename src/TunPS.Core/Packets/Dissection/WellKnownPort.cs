using System.Buffers.Binary;

namespace TunPS;

/// <summary>The protocols over UDP that have a line of their own, by port: the lower one decides first.</summary>
internal static class WellKnownPort
{
    private const int Dns = 53;
    private const int DhcpServer = 67;
    private const int DhcpClient = 68;
    private const int DhcpV6Client = 546;
    private const int DhcpV6Server = 547;
    private const int ProxyDhcp = 4011;
    private const int MulticastDns = 5353;
    private const int Llmnr = 5355;

    /// <summary>The name of what the datagram carries; null when that is not known here, or too short to be it.</summary>
    internal static string? Name(ReadOnlySpan<byte> udpHeader, int payloadLength) => Find(udpHeader, payloadLength) switch
    {
        Dns => "DNS",
        MulticastDns => "mDNS",
        Llmnr => "LLMNR",
        DhcpServer or DhcpClient or ProxyDhcp => "DHCP",
        DhcpV6Client or DhcpV6Server => "DHCPv6",
        _ => null,
    };

    /// <summary>Writes what the datagram carries; false when that is not known here.</summary>
    internal static bool Write(ref InfoWriter writer, PacketPart payload, ReadOnlySpan<byte> udpHeader)
    {
        switch (Find(udpHeader, payload.Length))
        {
            case Dns or Llmnr when !payload.Bytes.IsEmpty:
                DnsInfo.Write(ref writer, payload, isMulticast: false);
                return true;
            case MulticastDns when !payload.Bytes.IsEmpty:
                DnsInfo.Write(ref writer, payload, isMulticast: true);
                return true;
            case (DhcpServer or DhcpClient or ProxyDhcp) and int port:
                DhcpInfo.Write(ref writer, payload, isProxy: port == ProxyDhcp);
                return true;
            case DhcpV6Client or DhcpV6Server:
                DhcpV6Info.Write(ref writer, payload);
                return true;
            default:
                return false;
        }
    }

    private static int Find(ReadOnlySpan<byte> udpHeader, int payloadLength)
    {
        int source = BinaryPrimitives.ReadUInt16BigEndian(udpHeader);
        int destination = BinaryPrimitives.ReadUInt16BigEndian(udpHeader[2..]);
        int lower = Math.Min(source, destination);
        int port = LeastLength(lower) < int.MaxValue ? lower : Math.Max(source, destination);
        return payloadLength >= LeastLength(port) ? port : 0;
    }

    private static int LeastLength(int port) => port switch
    {
        Dns or MulticastDns or Llmnr => DnsInfo.HeaderLength,
        DhcpServer or DhcpClient or ProxyDhcp => DhcpInfo.HeaderLength,
        DhcpV6Client or DhcpV6Server => DhcpV6Info.HeaderLength,
        _ => int.MaxValue,
    };
}
