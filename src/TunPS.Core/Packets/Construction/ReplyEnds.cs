using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TunPS;

/// <summary>Who answers whom.</summary>
internal static class ReplyEnds
{
    /// <summary>True for multicast, for the broadcast to all, and for the address that stands for none.</summary>
    internal static bool IsNoHost(IPAddress address)
        => address.AddressFamily == AddressFamily.InterNetworkV6
            ? address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any)
            : address.GetAddressBytes()[0] is >= 224 and < 240
                || address.Equals(IPAddress.Any)
                || address.Equals(IPAddress.Broadcast);

    /// <summary>The ports of a UDP or TCP header that is all there, the other way round.</summary>
    internal static (IPEndPoint From, IPEndPoint To) Swap(
        ReadOnlySpan<byte> header, IPAddress source, IPAddress destination)
        => (new IPEndPoint(source, BinaryPrimitives.ReadUInt16BigEndian(header[2..])),
            new IPEndPoint(destination, BinaryPrimitives.ReadUInt16BigEndian(header)));
}
