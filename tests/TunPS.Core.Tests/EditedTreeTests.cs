using System.Net;
using CsCheck;
using PacketDotNet;

namespace TunPS.Core.Tests;

public sealed class EditedTreeTests
{
    private const string Ends4 = "c0000202c0000201";
    private const string Ends6 = "20010db8000000000000000000000001 20010db8000000000000000000000002";
    private const string UdpBytes = "14e90035000b0000 010203";
    private const string Macs = "02005e10000102005e100002";

    // IP packets, with whatever checksums: what was not changed goes out as it came.
    public static TheoryData<string, string> IPPackets => new()
    {
        { "UDP", "4500001f000100004011f6cb" + Ends4 + UdpBytes },
        { "bytes behind the end", "4500001f000100004011f6cb" + Ends4 + UdpBytes + "00000000" },
        { "a length that is too long", "4500002f000100004011f6cb" + Ends4 + "14e90035001b0000 010203" },
        { "a UDP length of zero", "4500001f000100004011f6cb" + Ends4 + "14e9003500000000 010203" },
        { "a UDP length that is too short", "4500001f000100004011f6cb" + Ends4 + "14e90035000a0000 010203" },
        { "IPv4 options", "46000023000100004011f6cb" + Ends4 + "94040000" + UdpBytes },
        { "a first fragment", "45000024000120004011f6cb" + Ends4 + "14e9003508000000 0102030405060708" },
        { "a later fragment", "45000024000120104011f6cb" + Ends4 + "14e9003508000000 0102030405060708" },
        { "TCP options", "45000032000100004006f6cb" + Ends4 + "9c40005000000001000000007002ffff00000000 020405b4 01010402 4142" },
        { "urgent data", "4500002a000100004006f6cb" + Ends4 + "9c40005000000001000000005e22ffff00000001 4142" },
        { "ICMP echo", "4500001c000100004001f6dc" + Ends4 + "0800e5ca12340001" },
        { "an ICMP error", "45000038000100004001f6dc" + Ends4 + "0303000000000000 4500001c000100004011f6cb" + Ends4 + "14e9003500080000" },
        { "IGMP", "46c000200000400001024 2ea c0000201e00000fb 94040000 16000904e00000fb" },
        { "IPv4 in IPv4", "45000033000100004004f6cb" + Ends4 + "4500001f000100004011f6cb" + Ends4 + UdpBytes },
        { "IPv6 in IPv4", "45000047000100004029f6cb" + Ends4 + "60000000000b1140" + Ends6 + UdpBytes },
        { "SCTP", "45000020000100004084f6dc" + Ends4 + "0800e5ca1234000100000000" },
        { "DNS", "45000039000100004011f6cb" + Ends4 + "14e9003500250000 123401000001000000000000 0377777707 6578616d706c65 00 00010001" },
        { "IPv6 UDP", "60000000000b1140" + Ends6 + UdpBytes },
        { "bytes behind the end of IPv6", "60000000000b1140" + Ends6 + UdpBytes + "0000" },
        { "hop-by-hop options", "6000000000130040" + Ends6 + "1100050200000100" + UdpBytes },
        { "a routing header", "6000000000232b40" + Ends6 + "1102000100000000 20010db8000000000000000000000003" + UdpBytes },
        { "a fragment header", "6000000000132c40" + Ends6 + "1100000100000007" + UdpBytes },
        { "a later fragment of IPv6", "6000000000132c40" + Ends6 + "1100001100000007" + UdpBytes },
        { "destination options", "6000000000133c40" + Ends6 + "1100010400000000" + UdpBytes },
        { "ICMPv6 echo", "60000000000c3a40" + Ends6 + "800000001234000101020304" },
        { "neighbor solicitation", "6000000000203aff" + Ends6 + "870010e600000000 20010db8000000000000000000000002 010102005e100001" },
        { "neighbor advertisement", "6000000000203aff" + Ends6 + "880010e660000000 20010db8000000000000000000000002 020102005e100001" },
        { "router solicitation", "6000000000103aff" + Ends6 + "850010e600000000 010102005e100001" },
        { "router advertisement", "6000000000183aff" + Ends6 + "860010e640000708 0000000000000000 010102005e100001" },
        { "a multicast listener report", "6000000000240001" + Ends6 + "3a00050200000100 8f00e5ca00000001 04000000 ff0200000000000000000001ff000001" },
        { "no next header", "6000000000003b40" + Ends6 },
    };

    public static TheoryData<string, string> Frames => new()
    {
        { "plain", Macs + "0800 4500001f000100004011f6cb" + Ends4 + UdpBytes },
        { "padding", Macs + "0800 4500001c000100004001f6dc" + Ends4 + "0800e5ca12340001 000000000000000000000000000000000000" },
        { "a VLAN tag", Macs + "81000064 0800 4500001f000100004011f6cb" + Ends4 + UdpBytes },
        { "a VLAN tag and padding", Macs + "81000064 0800 4500001f000100004011f6cb" + Ends4 + UdpBytes + "000000000000000000000000" },
        { "two VLAN tags", Macs + "88a80064 81000065 86dd 60000000000b1140" + Ends6 + UdpBytes },
        { "ARP", "ffffffffffff02005e100002 0806 0001080006040001 02005e100002c6336402 000000000000c6336401 000000000000" },
        { "LLDP", "0180c200000e02005e100002 88cc 020704001122334455 04030566 06020078 0000" },
        { "IEEE 802.3", "ffffffffffff02005e100002 0004 42420300" },
        { "wake on LAN", Macs + "0842 ffffffffffff" },
    };

    [Fact]
    public void A_packet_of_a_tree_keeps_the_time_and_the_device_of_its_origin()
    {
        TunPacket origin = new(Packets.Udp(10), "tun0", TunLayer.Tun, 1_764_000_000_123_456_789, 60);
        IPPacket tree = Assert.IsAssignableFrom<IPPacket>(origin.Packet);
        tree.TimeToLive = 3;
        TunPacket edited = EditedTree.ToPacket(tree);

        Assert.Equal(3, edited.HopLimit);
        Assert.Equal("tun0", edited.Device);
        Assert.Equal("tun1", EditedTree.ToPacket(tree, "tun1").Device);
        Assert.Equal(origin.UnixTimeNanoseconds, edited.UnixTimeNanoseconds);
        Assert.Equal(60, edited.OriginalLength);
        tree.PayloadPacket.PayloadData = new byte[100];
        Assert.Equal(128, EditedTree.ToPacket(tree).OriginalLength);
    }

    [Fact]
    public void A_packet_of_a_tree_that_was_built_by_hand_is_of_now()
        => Assert.True(EditedTree.ToPacket(new IPv4Packet(IPAddress.Loopback, IPAddress.Loopback)).Timestamp > DateTime.Now.AddMinutes(-1));

    [Theory]
    [MemberData(nameof(IPPackets))]
    public void A_packet_that_nobody_changed_goes_out_as_it_came(string what, string hex)
    {
        _ = what;
        Assert.Equal(Hex(hex), EditedTree.ToBytes(Tree(hex)));
    }

    [Theory]
    [MemberData(nameof(Frames))]
    public void A_frame_that_nobody_changed_goes_out_as_it_came(string what, string hex)
    {
        _ = what;
        Assert.Equal(Hex(hex), EditedTree.ToBytes(Tree(hex, TunLayer.Tap)));
    }

    [Theory]
    [MemberData(nameof(IPPackets))]
    public void Of_a_changed_hop_limit_nothing_follows_but_the_checksums(string what, string hex)
    {
        _ = what;
        byte[] expected = Hex(hex);
        expected[expected[0] >> 4 == 4 ? 8 : 7] = 9;
        _ = Checksums.Complete(expected, TunLayer.Tun);
        IPPacket tree = (IPPacket)Tree(hex);
        tree.TimeToLive = 9;

        // A length of zero is filled in, as it is for all that is completed.
        Assert.Equal(expected, EditedTree.ToBytes(tree));
    }

    [Theory]
    [InlineData("192.0.2.2", "192.0.2.1", 0)]
    [InlineData("192.0.2.2", "192.0.2.1", 1)]
    [InlineData("192.0.2.2", "192.0.2.1", 1000)]
    [InlineData("2001:db8::2", "2001:db8::1", 0)]
    [InlineData("2001:db8::2", "2001:db8::1", 1)]
    [InlineData("2001:db8::2", "2001:db8::1", 1000)]
    public void A_changed_payload_is_as_if_made_with_it(string from, string to, int length)
    {
        byte[] payload = new byte[length];
        new Random(length).NextBytes(payload);
        (IPEndPoint source, IPEndPoint target) = (new(IPAddress.Parse(from), 5353), new(IPAddress.Parse(to), 53));
        PacketSettings settings = new() { Identification = 7 };
        TcpHeader tcp = new() { Flags = TcpFlags.Ack, Mss = 1460 };
        Func<byte[], TunPacket>[] makers =
        [
            data => PacketBuilder.Udp(source, target, data, settings)[0],
            data => PacketBuilder.Tcp(source, target, tcp, data, settings)[0],
            data => PacketBuilder.Udp(source, target, data, new PacketSettings
            {
                Identification = 7,
                SourceMacAddress = System.Net.NetworkInformation.PhysicalAddress.Parse("02-00-5E-10-00-02"),
                DestinationMacAddress = System.Net.NetworkInformation.PhysicalAddress.Parse("02-00-5E-10-00-01"),
                VlanId = 5,
            })[0],
        ];
        Assert.All(makers, make =>
        {
            Packet tree = make("before"u8.ToArray()).Packet!;
            tree.Extract<TransportPacket>().PayloadData = payload;

            Assert.Equal(make(payload).Data, EditedTree.ToBytes(tree));
        });
    }

    [Fact]
    public void A_changed_echo_request_is_as_if_made_so()
    {
        IPAddress far = IPAddress.Parse("192.0.2.2");
        IPAddress near = IPAddress.Parse("192.0.2.1");
        PacketSettings settings = new() { Identification = 7 };
        IPv4Packet tree = (IPv4Packet)PacketBuilder.Echo(near, far, 1, 1, "before"u8, settings)[0].Packet!;
        (tree.SourceAddress, tree.DestinationAddress) = (far, near);
        IcmpV4Packet icmp = (IcmpV4Packet)tree.PayloadPacket;
        (icmp.Id, icmp.Sequence, icmp.Data) = (2, 3, [1, 2, 3]);

        Assert.Equal(PacketBuilder.Echo(far, near, 2, 3, [1, 2, 3], settings)[0].Data, EditedTree.ToBytes(tree));
    }

    [Fact]
    public void Neighbor_discovery_can_be_changed()
    {
        Packet tree = Tree("6000000000203aff" + Ends6 + "870010e600000000 20010db8000000000000000000000002 010102005e100001");
        tree.Extract<NdpNeighborSolicitationPacket>().TargetAddress = IPAddress.Parse("2001:db8::77");
        byte[] expected = Hex("6000000000203aff" + Ends6 + "8700000000000000 20010db8000000000000000000000077 010102005e100001");
        _ = Checksums.Complete(expected, TunLayer.Tun);

        Assert.Equal(expected, EditedTree.ToBytes(tree));
    }

    [Fact]
    public void A_first_fragment_keeps_the_length_of_the_whole()
    {
        Packet tree = Tree("45000024000120004011f6cb" + Ends4 + "14e9003508000000 0102030405060708");
        tree.Extract<UdpPacket>().DestinationPort = 99;

        Assert.Equal(Hex("14e9006308000000 0102030405060708"), EditedTree.ToBytes(tree)[20..]);
    }

    [Fact]
    public void Padding_and_bytes_behind_the_end_stay_where_they_are()
    {
        EthernetPacket tree = (EthernetPacket)Tree(
            Macs + "0800 4500001c000100004001f6dc" + Ends4 + "0800e5ca12340001 AABBCCDD", TunLayer.Tap);
        ((IPv4Packet)tree.PayloadPacket).TimeToLive = 9;

        Assert.Equal(Hex("AABBCCDD"), EditedTree.ToBytes(tree)[^4..]);
    }

    [Theory]
    [InlineData("192.0.2.2", "192.0.2.1")]
    [InlineData("2001:db8::2", "2001:db8::1")]
    public void A_tree_that_was_built_by_hand_is_as_if_made_here(string from, string to)
    {
        IPAddress source = IPAddress.Parse(from);
        IPAddress target = IPAddress.Parse(to);
        IPPacket tree = source.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? new IPv6Packet(source, target)
            : new IPv4Packet(source, target);
        tree.TimeToLive = 64;
        tree.PayloadPacket = new UdpPacket(5353, 53) { PayloadData = [1, 2, 3] };

        Assert.Equal(
            PacketBuilder.Udp(
                new IPEndPoint(source, 5353), new IPEndPoint(target, 53), [1, 2, 3], new PacketSettings { Identification = 0 })[0].Data,
            EditedTree.ToBytes(tree));
    }

    [Fact]
    public void Whatever_was_parsed_goes_out_as_it_came()
        => Gen.Select(Gen.Int[0, IPPackets.Count - 1], Gen.Int[0, 100], Gen.Byte, Gen.Int[0, 100]).Sample((index, at, value, cut) =>
        {
            byte[] data = Hex(IPPackets.ElementAt(index).Data.Item2);
            data[at % data.Length] = value;
            data = data[..Math.Max(1, data.Length - (cut > 60 ? cut - 60 : 0))];
            if (new TunPacket(data).Packet is not Packet tree)
            {
                return;
            }

            // The library itself cannot write all that it reads; it has to say so then.
            Exception? failure = Record.Exception(() => Assert.Equal(data, EditedTree.ToBytes(tree)));
            Assert.True(failure is null or FormatException, failure?.ToString());
        });

    private static Packet Tree(string hex, TunLayer layer = TunLayer.Tun) => new TunPacket(Hex(hex), null, layer).Packet!;

    private static byte[] Hex(string text)
        => Convert.FromHexString(text.Replace(" ", string.Empty, StringComparison.Ordinal));
}
