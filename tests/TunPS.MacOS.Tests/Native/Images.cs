using System.Net;
using System.Runtime.InteropServices;
using TunPS.Native.MacOS;
using static TunPS.Native.MacOS.InterfaceConstants;
using static TunPS.Native.MacOS.RouteConstants;

namespace TunPS.MacOS.Tests.Native;

/// <summary>Structs filled as the backend fills them, as hexadecimal bytes.</summary>
internal static class Images
{
    private static readonly IPAddress s_address6 = IPAddress.Parse("2001:db8::1");

    internal static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["Image.Control"] = Hex(new ControlInfo { Name = UtunConstants.UTUN_CONTROL_NAME }),
        ["Image.Utun7"] = Hex(new ControlSocketAddress(id: 5, unit: 8)),
        ["Image.Mtu1400"] = Hex(new InterfaceRequest { Name = "utun7", Mtu = 1400 }),
        ["Image.Up"] = Hex(new InterfaceRequest
        {
            Name = "utun7",
            Flags = IFF_UP | IFF_POINTOPOINT | IFF_RUNNING | IFF_MULTICAST,
        }),
        ["Image.DeleteAddress"] = Hex(new InterfaceRequest { Name = "utun7", Address = Address("192.0.2.1") }),
        ["Image.AddAddress"] = Hex(new InterfaceAliasRequest
        {
            Name = "utun7",
            Address = Address("192.0.2.1"),
            Destination = Address("192.0.2.2"),
            Mask = SocketAddressIn.Mask(24),
        }),
        ["Image.AddAddress6"] = Hex(new InterfaceAliasRequest6
        {
            Name = "utun7",
            Address = new SocketAddressIn6(s_address6),
            Mask = SocketAddressIn6.Mask(64),
            Flags = IN6_IFF_NODAD,
            ValidLifetime = ND6_INFINITE_LIFETIME,
            PreferredLifetime = ND6_INFINITE_LIFETIME,
        }),
        ["Image.DeleteAddress6"] = Hex(new InterfaceRequest6
        {
            Name = "utun7",
            Address = new SocketAddressIn6(s_address6),
        }),
        ["Image.LinkLocal"] = Hex(new SocketAddressIn6(IPAddress.Parse("fe80::1%9"))),
        ["Image.AddRoute"] = string.Concat(
            Hex(new RouteMessageHeader
            {
                Length = RouteMessageHeader.Size + (2 * SocketAddressIn.Size) + LinkSocketAddress.Size,
                Version = RTM_VERSION,
                Type = RTM_ADD,
                Flags = RTF_UP | RTF_STATIC,
                Addresses = RTA_DST | RTA_GATEWAY | RTA_NETMASK,
                ProcessId = 1234,
                Sequence = 7,
            }),
            Hex(Address("198.51.100.0")),
            Hex(new LinkSocketAddress(9)),
            Hex(SocketAddressIn.Mask(24))),
        ["Image.DeleteRoute6"] = string.Concat(
            Hex(new RouteMessageHeader
            {
                Length = RouteMessageHeader.Size + (3 * SocketAddressIn6.Size),
                Version = RTM_VERSION,
                Type = RTM_DELETE,
                Flags = RTF_UP | RTF_GATEWAY | RTF_STATIC,
                Addresses = RTA_DST | RTA_GATEWAY | RTA_NETMASK,
                ProcessId = 1234,
                Sequence = 8,
            }),
            Hex(new SocketAddressIn6(IPAddress.Parse("2001:db8:1::"))),
            Hex(new SocketAddressIn6(IPAddress.Parse("2001:db8::2"))),
            Hex(SocketAddressIn6.Mask(48))),
    };

    private static SocketAddressIn Address(string address) => new(IPAddress.Parse(address));

    private static string Hex<T>(T value)
        where T : unmanaged
        => Convert.ToHexString(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref value)));
}
