#pragma warning disable CA1861 // Every one of these arrays is made once.

using static TunPS.Core.Tests.Bytes;

namespace TunPS.Core.Tests;

/// <summary>DNS and DHCP, and what carries all that.</summary>
internal static partial class SyntheticPackets
{
    // Of each type as much data as its format asks for.
    private static readonly Dictionary<int, byte[]> s_data = new()
    {
        [1] = [192, 0, 2, 1],
        [2] = Name("ns.example.com"),
        [5] = Name("other.example.com"),
        [6] = Join(Name("ns.example.com"), Name("admin.example.com"), new byte[20]),
        [12] = Name("host.example.com"),
        [13] = Hex("03637075 026f73"),
        [15] = Join(Number(10, 2), Name("mail.example.com")),
        [16] = Hex("0568656c6c6f"),
        [28] = Address("2001:db8::9"),
        [33] = Join(Hex("0001 0002 0050"), Name("server.example.com")),
        [36] = Join(Number(10, 2), Name("kx.example.com")),
        [39] = Name("example.net"),
        [41] = [],
        [43] = Join(Hex("0001 08 02"), new byte[32]),
        [46] = Join(Hex("0001 08 02 0000003c 00000000 00000000 0007"), Name("example.com"), new byte[20]),
        [47] = Join(Name("next.example.com"), Hex("0001 40")),
        [48] = Join(Hex("0100 03 08"), new byte[20]),
        [65] = Join(Number(1, 2), Name(string.Empty)),
        [257] = Hex("0005 6973737565 63612e6f7267"),
    };

    internal static List<TunPacket> Dns()
    {
        byte[][] question = [Question("example.com")];
        byte[][] messages =
        [
            .. Enumerable.Range(0, 16).Select(code => Bytes.Dns(0x8180 | code, question)),
            .. Enumerable.Range(0, 16).Select(operation => Bytes.Dns(operation << 11, question)),
            .. Enumerable.Range(0, 7).Select(operation => Bytes.Dns(0x8000 | (operation << 11), question)),
            .. Enumerable.Range(0, 300).Concat([32768, 32769, 65281, 65282, 65422, 65535])
                .Select(type => Bytes.Dns(0x100, [Question("example.com", type)])),
            .. s_data.Select(data => Bytes.Dns(0x8180, [Question("e.c", data.Key)], [Record(data.Key, data.Value)])),
            .. s_data.Select(data => Bytes.Dns(0x8400, [], [Record(data.Key, data.Value, "e.c", 0x8001)])),
            Bytes.Dns(0x8180, question, [Record(5, Name("a.b")), Record(1, [192, 0, 2, 1], "a.b")]),
            Bytes.Dns(0x8183, question, [], [Record(6, s_data[6], "com")], [Record(41, [], string.Empty, 1232)]),
            Bytes.Dns(0x100, [Question("example.com"), Question("b.c", 28)]),
            Bytes.Dns(0x100, [Question(string.Empty, 2)]),
            Bytes.Dns(0x100, [Question("e.local", 12, 0x8001), Question("f.local", 28)]), new byte[12], new byte[11],
            Bytes.Dns(0x100, [Hex("c00c 0001 0001")]), Bytes.Dns(0x100, [Hex("c020 0001 0001")]),
            Bytes.Dns(0x100, [Hex("0161 c00c 0001 0001")]), Bytes.Dns(0x100, [Hex("4161 0001 0001")]),
            Bytes.Dns(0x100, [Hex("02c3a9 00 0001 0001")]), Bytes.Dns(0x100, [Hex("0361 00 62 00 0001 0001")]),
            Bytes.Dns(0x100, [Hex("046162")]), Bytes.Dns(0x100, [Hex("0165 00 0001")]),
            Bytes.Dns(0x8180, question, [Hex("c00c 0001")]), Bytes.Dns(0x8180, question, [Record(1, [1, 2, 3])]),
            Bytes.Dns(0x8180, question, [Record(1, [1, 2, 3, 4])[..^2]]), Bytes.Dns(0x8180, question)[..^1],
        ];
        byte[] whole = Bytes.Dns(0x100, question);
        byte[] framed = Join(Number(whole.Length, 2), whole);
        return Packets(
        [
            // Wireshark shows a message without its header as damaged, and not as the datagram that it may be.
            .. from message in messages.Where(message => message.Length >= 12)
               from port in new[] { 53, 5353, 5355 }
               select IPv4(UdpProtocol, Udp(40000, port, message)),
            .. messages.Where(message => message.Length >= 12).Select(message => IPv6(UdpProtocol,
                Udp(53, 40000, message))),
            IPv4(UdpProtocol, Udp(53, 5353, whole)), IPv4(UdpProtocol, Udp(5353, 53, whole)),
            IPv4(UdpProtocol, Udp(68, 53, whole)),
            IPv4(TcpProtocol, Join(Hex("9C40 0035"), Bytes.Tcp(0x18, payload: framed)[4..])),
            IPv4(TcpProtocol, Join(Hex("9C40 0035"), Bytes.Tcp(2)[4..])),
        ]);
    }

    internal static List<TunPacket> Dhcp()
    {
        static byte[] Message(int operation, string options) => Join(
            [(byte)operation, 1, 6, 0], Hex("deadbeef"), new byte[20], Hex("02005e100001"), new byte[202],
            Hex("63825363"), Hex(options));
        byte[] client = Hex("0001 000a 0003000102005e100001");
        byte[] address = Address("2001:db8::9");
        byte[] relayed = Join(Hex("01abcdef"), client);
        return Packets(
        [
            .. Enumerable.Range(0, 25).Select(type => IPv4(UdpProtocol, Udp(68, 67, Message(1, $"3501{type:x2}ff")))),
            .. new[] { "ff", string.Empty, "000000350101ff", "3d0702005e1000010203350103ff", "350101350103ff",
                "35020101ff" }
                .Select(options => IPv4(UdpProtocol, Udp(67, 68, Message(2, options)))),
            .. new[] { (68, 5999), (5999, 68), (67, 67), (5999, 67), (67, 5999), (5353, 67), (67, 546) }
                .Select(ports => IPv4(UdpProtocol, Udp(ports.Item1, ports.Item2, Message(1, "350101ff")))),
            IPv4(UdpProtocol, Udp(5999, 4011, Message(1, "350101ff"))),
            IPv4(UdpProtocol, Udp(68, 67, Message(1, "ff"))),
            .. Enumerable.Range(0, 40).Where(type => type is not (12 or 13))
                .Select(type => IPv6(UdpProtocol, Udp(546, 547, Join([(byte)type], Hex("abcdef"), client)))),
            IPv6(UdpProtocol, Udp(546, 547, Hex("01abcdef"))),
            IPv6(UdpProtocol,
                Udp(546, 547,
                    Join(Hex("03abcdef"), client, Hex("0003 0028"), new byte[12], Hex("0005 0018"), address,
                        new byte[8]))),
            IPv6(UdpProtocol,
                Udp(546, 547, Join(Hex("0c00"), address, address, Hex("0009"), Number(relayed.Length, 2), relayed))),
            IPv6(UdpProtocol, Udp(546, 547, Join(Hex("0c00"), address, address))),
            IPv6(UdpProtocol, Udp(546, 547, Join(Hex("0c00"), address))),
        ]);
    }

    internal static List<TunPacket> Internet()
    {
        byte[] datagram = Udp(1000, 2001, [1, 2, 3, 4]);
        byte[] Fragment(int next, int offset, int more)
            => Join([(byte)next, 0], Number((offset << 3) | more, 2), Hex("1234abcd"));
        byte[] inner = IPv4(UdpProtocol, datagram);
        byte[] inner6 = IPv6(UdpProtocol, datagram);

        // Protocols of which Wireshark knows no more than the number.
        int[] numbers =
        [
            .. Enumerable.Range(0, 256).Where(number => number
                is 3 or 7 or 11 or 18 or 55 or 94 or (>= 148 and < 173) or (> 173 and < 224) or > 224),
        ];
        return Packets(
        [
            .. numbers.Select(number => IPv4(number, new byte[24])),
            .. numbers.Select(number => IPv6(number, new byte[24])),
            .. Enumerable.Range(0, 256).Select(number => IPv4(number, [1, 2], fragment: 3)),
            .. Enumerable.Range(0, 256).Select(number => IPv6(44, Join(Fragment(number, 10, 1), [1, 2, 3, 4]))),
            IPv4(UdpProtocol, [1, 2], fragment: 0x2005), IPv4(UdpProtocol, [1, 2], fragment: 0x4003),
            IPv4(UdpProtocol, datagram, fragment: 0xC000),
            IPv6(44, Join(Fragment(17, 0, 0), datagram)),
            IPv6(44, Join(Fragment(60, 5, 1), Hex("1100010400000000"), datagram)),
            IPv6(0, Join(Hex("2c00010400000000"), Fragment(17, 5, 1), [1, 2])),
            IPv6(60, Join(Hex("1100010400000000"), datagram)),
            IPv6(43, Join(Hex("1102000100000000"), new byte[16], datagram)),
            IPv6(51, Join(Hex("1104000000000000"), new byte[16], datagram)),
            IPv4(51, Join(Hex("1104000000000000"), new byte[16], datagram)), IPv6(59, [1, 2, 3]),
            IPv4(50, new byte[24]), IPv6(50, new byte[24]),
            IPv4(4, inner), IPv4(41, inner6), IPv6(4, inner), IPv6(41, inner6), IPv4(4, IPv4(4, inner)),
            IPv4(47, Join(Hex("0000 0800"), inner)), IPv4(47, Join(Hex("2000 0800 00000001"), inner)),
            IPv4(47, Join(Hex("b000 0800"), new byte[12], inner)),
            IPv4(47, Join(Hex("0000 86dd"), inner6)),
            IPv4(47, Join(Hex("0000 6558 02005e100001 02005e100002 0800"), inner)), IPv4(47, Hex("00000000")),
            IPv4(UdpProtocol, Udp(0, 2001, [1])), IPv4(UdpProtocol, Udp(1000, 2001, [1, 2, 3, 4], 10)),
            IPv4(UdpProtocol, Udp(1000, 2001, [1, 2], 7)),
            IPv4(UdpProtocol, Udp(1000, 2001, [1, 2], 11)), IPv6(UdpProtocol, Udp(1000, 2001, [1, 2], 0)),
            IPv4(UdpProtocol, datagram, totalLength: 0),
            IPv4(UdpProtocol, datagram, totalLength: 30), IPv4(UdpProtocol, datagram, totalLength: 10),
            IPv4(UdpProtocol, datagram)[..12], inner6[..12],
            Join([0x44], inner[1..]), Join([0x4F], inner[1..]),
            Join([0x46], IPv4(UdpProtocol, Join(Hex("94040000"), datagram))[1..]),
            IPv6(60, Hex("1110000000000000")), IPv6(44, Fragment(17, 1, 0)[..5]),
            .. new[] { "11640000 00000000", "11000000 00000000", "11640000 e00000fb 00000000", "16000000 e00000fb",
                "17000000 e00000fb", "12000000 e00000fb", "99000000 e00000fb" }
                .Select(message => IPv4(2, Hex(message))),
            .. from type in Enumerable.Range(0, 9)
               from sources in Enumerable.Range(0, 3)
               select IPv4(2,
                   Join(Hex($"22000000 00000001 {type:x2}00 {sources:x4} e00000fb"),
                       Join([.. Enumerable.Repeat(Hex("c0000201"), sources)]))),
        ]);
    }

    internal static List<TunPacket> Cut()
    {
        byte[] text = [.. Enumerable.Repeat((byte)'a', 100)];
        byte[][] whole =
        [
            IPv4(UdpProtocol, Udp(1000, 2001, text)), IPv4(TcpProtocol, Bytes.Tcp(2, "020405b4", text)),
            IPv4(IcmpProtocol, Join(Hex("0800000000010002"), text)),
            IPv6(IcmpV6Protocol, Join(Hex("8000000000010002"), text)),
            IPv4(UdpProtocol, Udp(1000, 53, Bytes.Dns(0x100, [Question("example.com")]))),
        ];

        // A few bytes of a payload are too little for what tshark tries on them, and many tempt it to guess.
        return
        [
            .. from data in whole
               from cut in Enumerable.Range(8, 60)
               where cut < data.Length && cut is not ((>= 28 and < 36) or (>= 44 and < 52))
               select new TunPacket(data[..cut], null, TunLayer.Tun, 0, data.Length),
        ];
    }
}
