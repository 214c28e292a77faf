using System.Runtime.InteropServices;
using TunPS.Native.Linux;
using TunPS.Platform.Linux;

namespace TunPS.Core.Tests;

/// <summary>Answers of the kernel to take apart, and how they are wrapped.</summary>
internal static class NetlinkSamples
{
    /// <summary>The number that all wrapped messages have.</summary>
    internal const uint Sequence = 9;

    private static readonly Lazy<byte[][]> s_payloads = new(() => DeviceAccess.Problem is null ? Record() : []);

    /// <summary>
    /// What the kernel told of links, addresses and routes, family header first; recorded where there can be devices.
    /// Those that were made by hand are always there.
    /// </summary>
    internal static byte[][] Payloads => [.. s_payloads.Value, MultipathRoute, Link];

    /// <summary>198.51.100.0/24 over two gateways of interface 2 and one of interface 3.</summary>
    internal static byte[] MultipathRoute { get; } = Payload(NetlinkMessage
        .Create(
            RtnetlinkConstants.RTM_NEWROUTE,
            0,
            new RouteHeader { Family = Libc.AF_INET, DestinationLength = 24, Table = 254, Type = 1 })
        .With(RtnetlinkConstants.RTA_TABLE, 254)
        .With(RtnetlinkConstants.RTA_DST, [198, 51, 100, 0])
        .With(RtnetlinkConstants.RTA_MULTIPATH, [.. Hop(2, 2), .. Hop(2, 3), .. Hop(3, 4)]));

    /// <summary>A multi-queue TUN interface.</summary>
    internal static byte[] Link { get; } = Payload(NetlinkMessage
        .Create(RtnetlinkConstants.RTM_NEWLINK, 0, new LinkHeader { Index = 2, Flags = 1 })
        .With(RtnetlinkConstants.IFLA_IFNAME, "spec0\0"u8)
        .With(RtnetlinkConstants.IFLA_MTU, 1400)
        .With(RtnetlinkConstants.IFLA_STATS64, new byte[200])
        .With(
            RtnetlinkConstants.IFLA_LINKINFO,
            [
                .. Attribute(RtnetlinkConstants.IFLA_INFO_KIND, "tun\0"u8),
                .. Attribute(
                    RtnetlinkConstants.IFLA_INFO_DATA,
                    [
                        .. Attribute(RtnetlinkConstants.IFLA_TUN_OWNER, [1, 2, 3, 4]),
                        .. Attribute(RtnetlinkConstants.IFLA_TUN_TYPE, [1]),
                    ]),
            ]));

    /// <summary>One message, padded as the kernel does.</summary>
    internal static byte[] Message(ushort type, ReadOnlySpan<byte> payload, ushort flags = 2, uint sequence = Sequence)
    {
        byte[] message = new byte[NetlinkReader.Align(NetlinkReader.HeaderSize + payload.Length)];
        MemoryMarshal.Write(message, NetlinkReader.HeaderSize + payload.Length);
        MemoryMarshal.Write(message.AsSpan(4), type);
        MemoryMarshal.Write(message.AsSpan(6), flags);
        MemoryMarshal.Write(message.AsSpan(8), sequence);
        payload.CopyTo(message.AsSpan(NetlinkReader.HeaderSize));
        return message;
    }

    /// <summary>The end of a dump.</summary>
    internal static byte[] Done(int result = 0)
        => Message(RtnetlinkConstants.NLMSG_DONE, BitConverter.GetBytes(result));

    /// <summary>An acknowledgement or error, with the kernel's words for it.</summary>
    internal static byte[] Error(int negative, ReadOnlySpan<byte> words) => Message(
        RtnetlinkConstants.NLMSG_ERROR,
        [
            .. BitConverter.GetBytes(negative),
            .. Message(RtnetlinkConstants.RTM_NEWLINK, []),
            .. Attribute(RtnetlinkConstants.NLMSGERR_ATTR_MSG, words),
        ],
        RtnetlinkConstants.NLM_F_CAPPED | RtnetlinkConstants.NLM_F_ACK_TLVS);

    private static byte[] Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        byte[] attribute = new byte[NetlinkReader.Align(NetlinkReader.AttributeHeaderSize + value.Length)];
        MemoryMarshal.Write(attribute, (ushort)(NetlinkReader.AttributeHeaderSize + value.Length));
        MemoryMarshal.Write(attribute.AsSpan(2), type);
        value.CopyTo(attribute.AsSpan(NetlinkReader.AttributeHeaderSize));
        return attribute;
    }

    private static byte[] Hop(int index, byte gateway) =>
    [
        16, 0, 0, 0,
        .. BitConverter.GetBytes(index),
        .. Attribute(RtnetlinkConstants.RTA_GATEWAY, [192, 0, 2, gateway]),
    ];

    private static byte[] Payload(NetlinkMessage message) => message.ToBytes(0)[NetlinkReader.HeaderSize..].ToArray();

    private static byte[][] Record()
    {
        byte[][] payloads = [];
        NetworkNamespace.Run(() =>
        {
            using TunDevice device = TunDevice.Create(new TunDeviceOptions
            {
                Name = "spec0",
                Alias = "recorded",
                MultiQueue = true,
                Owner = Accounts.First,
                Addresses =
                [
                    TunAddress.Parse("192.0.2.1/24"),
                    TunAddress.Parse("2001:db8::1/64"),
                    TunAddress.Parse("2001:db8:f::1 peer 2001:db8:f::2"),
                ],
                Routes =
                [
                    TunRoute.Parse("198.51.100.0/24 via 192.0.2.2 metric 7 src 192.0.2.1 table 1000"),
                    TunRoute.Parse("2001:db8:1::/48 via 2001:db8::2"),
                    TunRoute.Parse("2001:db8:1::/48 via fe80::2"),
                ],
            });
            payloads =
            [
                .. Dump(RtnetlinkConstants.RTM_GETLINK, default(LinkHeader)),
                .. Dump(RtnetlinkConstants.RTM_GETADDR, default(AddressHeader)),
                .. Dump(RtnetlinkConstants.RTM_GETROUTE, new RouteHeader { Family = Libc.AF_INET }),
                .. Dump(RtnetlinkConstants.RTM_GETROUTE, new RouteHeader { Family = Libc.AF_INET6 }),
            ];
        });
        return payloads;
    }

    private static IReadOnlyList<byte[]> Dump<THeader>(ushort type, THeader header)
        where THeader : unmanaged
        => RtnetlinkSocket.AskHere(NetlinkMessage.Create(type, RtnetlinkConstants.NLM_F_DUMP, header)).Messages;
}
