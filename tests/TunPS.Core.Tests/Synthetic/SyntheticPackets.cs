#pragma warning disable CA1861 // Every one of these arrays is made once.

using static TunPS.Core.Tests.Bytes;

namespace TunPS.Core.Tests;

/// <summary>Packets of all sorts that no system here would send of itself.</summary>
internal static partial class SyntheticPackets
{
    private const int IcmpProtocol = 1;
    private const int TcpProtocol = 6;
    private const int UdpProtocol = 17;
    private const int IcmpV6Protocol = 58;

    // Kinds of TCP options that are out of use, or of which Wireshark tells more than we do.
    private static readonly int[] s_special =
        [5, 6, 7, 11, 12, 13, 20, 21, 22, 23, 24, 27, 29, 76, 78, 172, 174, 253, 254];

    internal static List<TunPacket> Icmp()
    {
        byte[] quoted = Join(new byte[4], IPv4(UdpProtocol, Udp(1000, 2000, [1, 2, 3, 4])));
        return Packets(
        [
            .. from type in Enumerable.Range(0, 256)
               from code in Enumerable.Range(0, type < 44 ? 256 : 3)
               let body = type is 0 or 8 or (>= 13 and <= 18) ? Hex("0001 0002 616263640000000000000000") : quoted
               select IPv4(IcmpProtocol, Join([(byte)type, (byte)code, 0, 0], body)),
            IPv4(IcmpProtocol, Hex("08000000 1234 0001")),
            IPv4(IcmpProtocol, Hex("08000000 12")),
            IPv4(IcmpProtocol, Hex("08")),
        ]);
    }

    internal static List<TunPacket> IcmpV6()
    {
        byte[] body = Join(Hex("000005dc"), IPv6(UdpProtocol, Udp(1000, 2000, [1, 2, 3, 4])), new byte[16]);

        // Wireshark looks deeper into messages of routers and mobile hosts than we do, and finds this body damaged.
        return Packets(
            from type in Enumerable.Range(0, 256)
            from code in Enumerable.Range(0, 256)
            where type is not (138 or 139 or 143 or 145 or 149 or 150 or 151 or 154 or 155 or 159)
            where code < 3 || type is < 5 or > 127
            select IPv6(IcmpV6Protocol, Join([(byte)type, (byte)code, 0, 0], body)));
    }

    internal static List<TunPacket> Neighbors()
    {
        byte[] target = Address("2001:db8::9");
        byte[] source = Hex("0101 02005e100001");
        byte[] destination = Hex("0201 02005e100002");
        byte[] Message(int type, byte[] body) => IPv6(IcmpV6Protocol, Join([(byte)type, 0, 0, 0], body));
        byte[][] solicitations =
        [
            [], source, destination, Join(source, destination), Join(Hex("0e01 aabbccddeeff"), source),
            Hex("0102 02005e1000010203 000000000000"), Hex("0100 02005e100001"), Hex("0102"), Hex("01"),
        ];
        return Packets(
        [
            .. solicitations.Select(options => Message(135, Join(new byte[4], target, options))),
            .. Enumerable.Range(0,
                8).Select(flags => Message(136, Join([(byte)(flags << 5), 0, 0, 0], target, destination))),
            Message(136, Join(Hex("60000000"), target)),
            Message(133, new byte[4]), Message(133, Join(new byte[4], source)),
            Message(134, new byte[12]), Message(134, Join(new byte[12], source, Hex("0501 0000 000005dc"))),
            Message(137, Join(new byte[4], target, target)),
            Message(137, Join(new byte[4], target, target, destination)),
            Message(135, Join(new byte[4], target[..8])), Message(135, []), IPv6(IcmpV6Protocol, [135, 0, 0]),
            Message(2, Hex("0000")), Message(2, Hex("000005dc")), Message(128, Hex("00")),
            Message(143, Join(Hex("0000 0001 04000000"), Address("ff02::1:ff00:9"))),
            Message(155, new byte[40]),
        ]);
    }

    // Each of a connection of its own, for tshark lets one segment tell of the next.
    internal static List<TunPacket> Tcp() => Packets(Segments().Select((data, i) => data.Length < 24 || data[0] != 0x45
        ? data
        : Join(data[..20], Number(1024 + i, 2), data[22..])));

    private static IEnumerable<byte[]> Segments() =>
    [
        .. Enumerable.Range(0, 0x1000).Select(flags => IPv4(TcpProtocol, Bytes.Tcp(flags))),
        .. Enumerable.Range(0, 256).Select(shift => IPv4(TcpProtocol, Bytes.Tcp(2, $"0303{shift:x2}"))),
        .. Enumerable.Range(0, 256).Where(kind => !s_special.Contains(kind))
            .SelectMany(kind => new[] { 2, 3, 4, 6, 10, 18 }, (kind, length) =>
                IPv4(TcpProtocol, Bytes.Tcp(2, $"{kind:x2}{length:x2}" + new string('0', 2 * (length - 2))))),
        .. new[]
        {
            "020405b4 0402 080a 00000001 00000002 01 030307", "0101 050a 0000000a 00000014 0101 080a 00000001 00000002",
            "0101 0512 0000000a 00000014 0000001e 00000028", "0508 0000000a 0000", "020805b4", "02000000", "08010000",
            "00020405b4", "02", "01010102",
        }.Select(options => IPv4(TcpProtocol, Bytes.Tcp(0x10, options))),
        IPv6(TcpProtocol, Bytes.Tcp(0x18, "0101 080a ffffffff fffffffe", [1, 2, 3])),
        IPv4(TcpProtocol, Bytes.Tcp(2, words: 4)), IPv4(TcpProtocol, Bytes.Tcp(2, words: 15)),
        .. new[] { 3, 4, 13, 14, 19 }.Select(length => IPv4(TcpProtocol, Bytes.Tcp(2)[..length])),
    ];

    internal static List<TunPacket> Arp()
    {
        string[] hardware = ["000000000000", "02005e100001", "02005e100002", "ffffffffffff"];
        string[] protocol = ["00000000", "c0000201", "c0000202"];
        return Frames(
        [
            .. from operation in Enumerable.Range(1, 10)
               from senderHardware in hardware
               from sender in protocol
               from targetHardware in hardware
               from target in protocol
               select Arp($"0001 0800 06 04 {operation:x4} {senderHardware} {sender} {targetHardware} {target}"),
            Arp("0001 0800 06 04 001a 000000000000 00000000 000000000000 00000000"),
            Arp("0001 0800 08 04 0001 02005e1000010203 c0000201 0000000000000000 c0000202"),
            Arp("0001 0800 06 06 0001 02005e100001 c00002010203 000000000000 c00002020203"),
            Arp("0001 0800 06 04 0001 02005e100001 c0000201 000000000000 c00002"),
            Arp("0001 0800 06 04"), Arp(string.Empty),
        ]);

        static byte[] Arp(string packet) => Join(Hex("ffffffffffff 02005e100002 0806"), Hex(packet));
    }

    internal static List<TunPacket> Tags()
    {
        byte[] addresses = Hex("02005e100001 02005e100002");
        string[] tags =
        [
            string.Empty, "8100 0064", "8100 f064", "88a8 0064", "9100 0064", "88a8 0064 8100 0065",
            "8100 0064 8100 0065 8100 0066",
        ];
        byte[] datagram = Udp(1000, 2001, [1, 2, 3, 4]);
        byte[] arp = Hex("0001 0800 06 04 0001 02005e100001 c0000201 000000000000 c0000202");
        return Frames(
        [
            .. from tag in tags
               from padding in new[] { 0, 20 }
               from payload in new[]
               {
                   Join(Hex("0800"), IPv4(UdpProtocol, datagram)), Join(Hex("86dd"), IPv6(UdpProtocol, datagram)),
                   Join(Hex("0806"), arp),
               }
               select Join(addresses, Hex(tag), payload, new byte[padding]),
            Join(addresses, Hex("8100")), Join(addresses, Hex("8100 00")), addresses, addresses[..5],
        ]);
    }

    private static List<TunPacket> Packets(IEnumerable<byte[]> packets)
        => [.. packets.Select(data => new TunPacket(data, null, TunLayer.Tun, DateTime.UnixEpoch))];

    private static List<TunPacket> Frames(IEnumerable<byte[]> frames)
        => [.. frames.Select(data => new TunPacket(data, null, TunLayer.Tap, DateTime.UnixEpoch))];
}
