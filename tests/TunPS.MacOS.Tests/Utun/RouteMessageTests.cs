using System.Net;
using TunPS.Native.MacOS;
using RouteRequest = TunPS.Platform.MacOS.RouteRequest;

namespace TunPS.MacOS.Tests.Utun;

/// <summary>The messages to a route socket, byte by byte (net/route.h).</summary>
public sealed class RouteMessageTests
{
    private const int ProcessOffset = 16;

    // msglen, version, type, index and padding; flags; addrs. Then pid, seq 1, errno, use, inits and 14 metrics.
    [Fact]
    public void A_network_is_added_through_the_interface()
        => AssertMessage(
            RouteConstants.RTM_ADD,
            "198.51.100.0/24",
            null,
            RouteConstants.RTF_UP | RouteConstants.RTF_STATIC,
            "90 00 05 01 0C 00 00 00 01 08 00 00 07 00 00 00",
            "10 02 00 00 C6 33 64 00 00 00 00 00 00 00 00 00",
            "14 12 0C 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
            "10 02 00 00 FF FF FF 00 00 00 00 00 00 00 00 00");

    [Fact]
    public void A_host_of_IPv6_is_added_by_a_router_and_has_no_mask()
        => AssertMessage(
            RouteConstants.RTM_ADD,
            "2001:db8::7/128",
            "fe80::2",
            RouteConstants.RTF_UP | RouteConstants.RTF_STATIC,
            "A8 00 05 01 0C 00 00 00 07 08 00 00 13 00 00 00",
            "1C 1E 00 00 00 00 00 00 20 01 0D B8 00 00 00 00 00 00 00 00 00 00 00 07 00 00 00 00",
            // With the interface in the second word.
            "1C 1E 00 00 00 00 00 00 FE 80 00 0C 00 00 00 00 00 00 00 00 00 00 00 02 00 00 00 00",
            "14 12 0C 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00");

    [Fact]
    public void The_default_route_is_deleted_for_one_interface_with_a_mask_of_zeros()
        => AssertMessage(
            RouteConstants.RTM_DELETE,
            "0.0.0.0/0",
            "192.0.2.2",
            RouteConstants.RTF_UP | RouteConstants.RTF_IFSCOPE,
            "A0 00 05 02 0C 00 00 00 03 00 00 01 17 00 00 00",
            "10 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
            "10 02 00 00 C0 00 02 02 00 00 00 00 00 00 00 00",
            "10 02 00 00 00 00 00 00 00 00 00 00 00 00 00 00",
            "14 12 0C 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00");

    private static void AssertMessage(
        byte type, string destination, string? gateway, int flags, string header, params string[] addresses)
    {
        byte[] message = RouteRequest.Build(
            type, 12, IPNetwork.Parse(destination), gateway is null ? null : IPAddress.Parse(gateway), flags);

        Assert.Equal(Bytes(header), message[..ProcessOffset]);
        Assert.Equal(Environment.ProcessId, BitConverter.ToInt32(message, ProcessOffset));
        Assert.Equal(1, BitConverter.ToInt32(message, ProcessOffset + 4));
        Assert.All(message[(ProcessOffset + 8)..92], part => Assert.Equal(0, part));
        Assert.Equal(addresses.SelectMany(Bytes), message[92..]);
    }

    private static byte[] Bytes(string hex)
        => Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal));
}
