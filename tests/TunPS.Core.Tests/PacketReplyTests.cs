using System.Net;
using System.Net.NetworkInformation;
using CsCheck;

namespace TunPS.Core.Tests;

public sealed class PacketReplyTests
{
    private const string Near6 = "20010db8000000000000000000000001";
    private const string Far6 = "20010db8000000000000000000000002";

    private static readonly IPAddress s_near = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress s_far = IPAddress.Parse("192.0.2.2");
    private static readonly PhysicalAddress s_nearMac = PhysicalAddress.Parse("02-00-5E-10-00-01");
    private static readonly PhysicalAddress s_farMac = PhysicalAddress.Parse("02-00-5E-10-00-02");

    // What comes in, and flags, sequence and acknowledgment number of what goes back (RFC 9293, 3.10.7.1 for resets).
    [Theory]
    [InlineData(TcpFlags.Syn, 0, null, TcpFlags.Syn | TcpFlags.Ack, 0, 1001)]
    [InlineData(TcpFlags.Syn | TcpFlags.Ack, 0, null, TcpFlags.Ack, 2000, 1001)]
    [InlineData(TcpFlags.Ack, 0, null, TcpFlags.Ack, 2000, 1000)]
    [InlineData(TcpFlags.Ack | TcpFlags.Psh, 5, null, TcpFlags.Ack, 2000, 1005)]
    [InlineData(TcpFlags.Ack | TcpFlags.Fin, 5, null, TcpFlags.Ack, 2000, 1006)]
    [InlineData(TcpFlags.Ack | TcpFlags.Fin, 0, TcpFlags.Fin | TcpFlags.Ack, TcpFlags.Fin | TcpFlags.Ack, 2000, 1001)]
    [InlineData(TcpFlags.Syn, 0, TcpFlags.Rst, TcpFlags.Rst | TcpFlags.Ack, 0, 1001)]
    [InlineData(TcpFlags.Syn, 3, TcpFlags.Rst, TcpFlags.Rst | TcpFlags.Ack, 0, 1004)]
    [InlineData(TcpFlags.Ack, 5, TcpFlags.Rst, TcpFlags.Rst, 2000, 0)]
    [InlineData(TcpFlags.Syn | TcpFlags.Ack, 0, TcpFlags.Rst, TcpFlags.Rst, 2000, 0)]
    public void TCP_numbers_follow_from_the_segment(
        TcpFlags theirs, int length, TcpFlags? asked, TcpFlags flags, uint sequence, uint acknowledgment)
    {
        TunPacket segment = PacketBuilder.Tcp(new IPEndPoint(s_far, 40000), new IPEndPoint(s_near, 80), new TcpHeader
        {
            Flags = theirs,
            SequenceNumber = 1000,
            AcknowledgmentNumber = theirs.HasFlag(TcpFlags.Ack) ? 2000u : 0,
            Mss = 1460,
        }, new byte[length])[0];

        TunPacket expected = PacketBuilder.Tcp(new IPEndPoint(s_near, 80), new IPEndPoint(s_far, 40000), new TcpHeader
        {
            Flags = flags,
            SequenceNumber = sequence,
            AcknowledgmentNumber = acknowledgment,
            Window = flags.HasFlag(TcpFlags.Rst) ? (ushort)0 : (ushort)64240,
        }, settings: new PacketSettings { Identification = 9 })[0];
        Assert.Equal(expected.Data, Reply(segment, new ReplySettings { Flags = asked, Identification = 9 }).Data);
    }

    [Fact]
    public void TCP_numbers_that_are_given_are_taken_and_numbers_begin_anew_at_zero()
    {
        TunPacket fin = PacketBuilder.Tcp(new IPEndPoint(s_far, 40000), new IPEndPoint(s_near, 80), new TcpHeader
        {
            Flags = TcpFlags.Fin | TcpFlags.Ack,
            SequenceNumber = uint.MaxValue,
        })[0];
        Assert.Contains("Ack=0", Reply(fin).Info, StringComparison.Ordinal);
        TunPacket reply = Reply(
            fin, new ReplySettings { SequenceNumber = 7, AcknowledgmentNumber = 8, Window = 9, Mss = 10 });

        Assert.Equal(Hex("00000007 00000008 6010 0009"), reply.Data[24..36]);
        Assert.Equal(Hex("0000 0204 000A"), reply.Data[38..]);
    }

    [Theory]
    [InlineData("192.0.2.2", "192.0.2.1", 0)]
    [InlineData("2001:db8::2", "2001:db8::1", 129)]
    public void An_echo_request_gets_its_reply(string from, string to, int type)
    {
        TunPacket request = PacketBuilder.Echo(
            IPAddress.Parse(from), IPAddress.Parse(to), 0x1234, 0x5678, "payload"u8, new PacketSettings { HopLimit = 3 })[0];
        TunPacket reply = Reply(request);

        int offset = from.Contains(':', StringComparison.Ordinal) ? 40 : 20;
        Assert.Equal((to, from, 64), (reply.Source!.ToString(), reply.Destination!.ToString(), reply.HopLimit));
        Assert.Equal([(byte)type, 0], reply.Data[offset..(offset + 2)]);
        Assert.Equal(request.Data[(offset + 4)..], reply.Data[(offset + 4)..]);
        Assert.Equal(
            "other"u8, Reply(request, new ReplySettings { Payload = "other"u8.ToArray() }).Data.AsSpan(offset + 8));
    }

    [Fact]
    public void A_datagram_gets_the_given_payload_or_none()
    {
        TunPacket question = new(Packets.Udp(12), "tun5");
        TunPacket reply = Reply(question, new ReplySettings { Payload = "hi"u8.ToArray(), HopLimit = 9, TrafficClass = 0xB8 });

        Assert.Equal(("tun5", 53, 5353), (reply.Device, reply.SourcePort, reply.DestinationPort));
        Assert.Equal((9, 30), (reply.HopLimit, reply.Length));
        Assert.Equal((s_near, s_far, (byte)0xB8), (reply.Source, reply.Destination, reply.Data[1]));
        Assert.Equal(28, Reply(question).Length);
    }

    [Fact]
    public void A_long_reply_becomes_fragments()
        => Assert.All(
            PacketReply.Create(new TunPacket(Packets.Udp(1)), new ReplySettings { Payload = new byte[3000], Mtu = 1500 }),
            packet => Assert.Contains("Fragmented", packet.Info, StringComparison.Ordinal));

    [Fact]
    public void What_is_of_another_protocol_gets_the_given_payload()
    {
        TunPacket reply = Reply(
            PacketBuilder.Raw(s_far, s_near, IPProtocol.Gre, [1, 2, 3])[0], new ReplySettings { Payload = new byte[] { 9, 8 } });

        Assert.Equal((IPProtocol.Gre, s_near, 22), (reply.Protocol, reply.Source, reply.Length));
        Assert.Equal([9, 8], reply.Data[20..]);
    }

    [Theory]
    [InlineData("0800")]
    [InlineData("8100 0064 0800")]
    [InlineData("88A8 0064 8100 2065 0800")]
    public void A_frame_goes_back_with_its_tags(string type)
    {
        TunPacket reply = Reply(Frame("02005E100001", type, Packets.Echo()));

        Assert.Equal(TunLayer.Tap, reply.Layer);
        Assert.Equal((s_nearMac, s_farMac), (reply.SourceMacAddress, reply.DestinationMacAddress));
        Assert.Equal(EtherType.IPv4, reply.EtherType);
        Assert.Equal(Hex(type), reply.Data[12..(12 + Hex(type).Length)]);
        Assert.StartsWith("Echo (ping) reply", reply.Info, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ARP_request_gets_the_MAC_address()
    {
        TunPacket question = Frame(
            "FFFFFFFFFFFF", "0806", Hex("0001080006040001 02005E100002 C0000202 000000000000 C0000201 0000"));
        TunPacket reply = Reply(question, new ReplySettings { SourceMacAddress = s_nearMac });

        Assert.Equal("192.0.2.1 is at 02:00:5e:10:00:01", reply.Info);
        Assert.Equal(
            Hex("02005E100002 02005E100001 0806 0001080006040002 02005E100001 C0000201 02005E100002 C0000202"), reply.Data);
    }

    [Theory]
    [InlineData(Far6, Far6, "60")]
    [InlineData("00000000000000000000000000000000", "ff020000000000000000000000000001", "20")]
    public void A_neighbor_solicitation_gets_the_MAC_address(string from, string to, string flags)
    {
        TunPacket question = Frame(
            "3333FF000001", "86DD", Hex($"6000000000183AFF {from} ff0200000000000000000001ff000001 8700 0000 00000000 {Near6}"));
        TunPacket reply = Reply(question, new ReplySettings { SourceMacAddress = s_nearMac });

        Assert.Equal(Hex($"02005E100002 02005E100001 86DD 6000000000203AFF {Near6} {to} 8800"), reply.Data[..56]);
        Assert.Equal(Hex($"{flags}000000 {Near6} 0201 02005E100001"), reply.Data[58..]);
    }

    [Theory]
    [InlineData("a reset", "4500002800010000400600 00 c0000202c0000201 9c400050000003e800000000 50040000 00000000", "reset")]
    [InlineData("an echo reply", "4500001c000100004001 0000 c0000202c0000201 0000 0000 12340001", "only echo requests")]
    [InlineData("an ICMP error", "4500001c000100004001 0000 c0000202c0000201 0303 0000 00000000", "only echo requests")]
    [InlineData("a first fragment", "4500001c000120004011 0000 c0000202c0000201 0800 0000 12340001", "fragment")]
    [InlineData("a later fragment", "4500001c000100014011 0000 c0000202c0000201 0800 0000 12340001", "fragment")]
    [InlineData("what is cut off", "45000030000100004011 0000 c0000202c0000201 0800 0000 12340001", "cannot be answered: ")]
    [InlineData("half a UDP header", "45000018000100004011 0000 c0000202c0000201 0800 0000", "UDP header cut off")]
    [InlineData("half a TCP header", "45000018000100004006 0000 c0000202c0000201 0800 0000", "TCP header")]
    [InlineData("no packet", "00", "cannot be answered: ")]
    [InlineData("nothing", "", "cannot be answered: ")]
    [InlineData("a multicast", "4500001c000100004011 0000 c0000202e00000fb 14e9 14e9 00080000", "give the source")]
    [InlineData("a broadcast", "4500001c000100004011 0000 c0000202ffffffff 14e9 14e9 00080000", "give the source")]
    [InlineData("nobody", "4500001c000100004011 0000 00000000c0000201 14e9 14e9 00080000", "Nobody")]
    [InlineData("a multicast of IPv6", "6000000000081140 " + Far6 + " ff0200000000000000000000000000fb 14e9 14e9 00080000", "give the source")]
    public void What_cannot_be_answered_is_said(string what, string hex, string message)
    {
        _ = what;
        FormatException e = Assert.Throws<FormatException>(() => PacketReply.Create(new TunPacket(Hex(hex))));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_that_cannot_be_answered_are_said_too()
    {
        TunPacket arp = Frame("FFFFFFFFFFFF", "0806", Hex("0001080006040001 02005E100002 C0000202 000000000000 C0000201"));
        ReplySettings mac = new() { SourceMacAddress = s_nearMac };
        (TunPacket Packet, ReplySettings Settings, string Message)[] table =
        [
            (arp, new ReplySettings(), "needs the MAC address"),
            (Frame("FFFFFFFFFFFF", "0806", [.. arp.Data[14..21], 2, .. arp.Data[22..]]), mac, "only requests"),
            (Frame("FFFFFFFFFFFF", "0806", arp.Data[14..40]), mac, "only requests"),
            (Frame("FFFFFFFFFFFF", "0800", Packets.Echo()), new ReplySettings(), "several receivers"),
            (Frame("02005E100001", "88CC", [0, 0]), mac, "without an IP packet"),
            (Frame("02005E100001", "81", []), mac, "without an IP packet"),
        ];
        Assert.All(table, row => Assert.Contains(
            row.Message,
            Assert.Throws<FormatException>(() => PacketReply.Create(row.Packet, row.Settings)).Message,
            StringComparison.Ordinal));
    }

    [Fact]
    public void A_multicast_is_answered_by_the_given_source()
        => Assert.Equal(s_near, Reply(
            new TunPacket(Packets.Udp(1, destination: "224.0.0.251")), new ReplySettings { Source = s_near }).Source);

    [Fact]
    public void A_source_of_another_family_is_refused()
        => Assert.Contains("one family", Assert.Throws<ArgumentException>(() => PacketReply.Create(
            new TunPacket(Packets.Echo()), new ReplySettings { Source = IPAddress.IPv6Loopback })).Message, StringComparison.Ordinal);

    [Fact]
    public void Whatever_the_bytes_there_is_a_reply_or_a_reason()
        => Gen.Select(Gen.Int[0, s_seeds.Length - 1], Gen.Int[0, 120], Gen.Byte.Array[0, 8], Gen.Int[0, 100]).Sample(
            (seed, cut, damage, at) =>
            {
                byte[] data = [.. s_seeds[seed].Data.Take(cut)];
                for (int i = 0; i < damage.Length && data.Length > 0; i++)
                {
                    data[(at + (i * 7)) % data.Length] = damage[i];
                }

                TunPacket packet = new(data, null, s_seeds[seed].Layer);
                Exception? failure = Record.Exception(
                    () => PacketReply.Create(packet, new ReplySettings { SourceMacAddress = s_nearMac }));
                Assert.True(failure is null or FormatException, failure?.ToString());
            });

    private static readonly TunPacket[] s_seeds =
    [
        new(Packets.Echo()),
        new(Packets.TcpSyn()),
        new(Packets.Udp(20, "2001:db8::1", "2001:db8::2")),
        PacketBuilder.Echo(IPAddress.IPv6Loopback, IPAddress.IPv6Loopback)[0],
        Frame("02005E100001", "8100 0064 0800", Packets.TcpSyn()),
        Frame("FFFFFFFFFFFF", "0806", Hex("0001080006040001 02005E100002 C0000202 000000000000 C0000201")),
        Frame(
            "3333FF000001", "86DD", Hex($"6000000000183AFF {Far6} ff0200000000000000000001ff000001 8700 0000 00000000 {Near6}")),
    ];

    private static TunPacket Reply(TunPacket packet, ReplySettings? settings = null)
        => Assert.Single(PacketReply.Create(packet, settings));

    private static TunPacket Frame(string destination, string type, byte[] payload)
        => new([.. Hex(destination + "02005E100002" + type), .. payload], "tap5", TunLayer.Tap);

    private static byte[] Hex(string text)
        => Convert.FromHexString(text.Replace(" ", string.Empty, StringComparison.Ordinal));
}
