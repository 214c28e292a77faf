using System.Buffers.Binary;

using static TunPS.Core.Tests.Offload.OffloadPackets;

namespace TunPS.Core.Tests.Offload;

public sealed class PacketCoalescerTests
{
    private const string Timestamps = "0101080a 00000001 00000002";
    private const TcpFlags Push = TcpFlags.Ack | TcpFlags.Psh;

    private static readonly OffloadFlow s_tcp = new() { IsTcp = true };
    private static readonly OffloadFlow s_tcp6 = new() { IsTcp = true, IsIPv6 = true };
    private static readonly OffloadFlow s_udp = new();
    private static readonly OffloadFlow s_udp6 = new() { IsIPv6 = true };

    [Fact]
    public void Segments_that_follow_each_other_become_one_super_packet()
    {
        byte[] payload = [1, 2, 3, 4, 5, 6, 7, 8];
        foreach (OffloadFlow flow in (OffloadFlow[])
            [
                s_tcp, s_tcp6, s_udp, s_udp6, s_tcp with { TcpOptions = Timestamps },
                s_tcp with { Link = OffloadFlow.Macs },
            ])
        {
            Batch batch = Sort(
                flow.Layer, flow.Packet([1, 2, 3]), flow.Packet([4, 5, 6], 4, 101), flow.Packet([7, 8], 7, 102));
            Assert.Equal("0 1 2", batch.Order);
            byte[] header = new byte[VirtioHeader.Size];
            flow.Header(3).Write(header);
            Assert.Equal([.. header, .. flow.Super(payload)], batch.Write(0));
        }
    }

    [Fact]
    public void A_packet_alone_goes_behind_a_header_of_zeros()
    {
        byte[] packet = s_tcp.Packet([1, 2, 3]);
        Batch batch = Sort(packet);
        Assert.Equal([.. new byte[10], .. packet], batch.Write(0));
        Assert.Equal(string.Empty, Sort().Order);
    }

    [Fact]
    public void A_short_segment_is_the_last_one()
        => Assert.Equal("0 1|2", Sort(Tcp(1, 3), Tcp(4, 2), Tcp(6, 2)).Order);

    [Fact]
    public void A_longer_segment_does_not_follow()
        => Assert.Equal("0|1 2", Sort(Tcp(1, 3), Tcp(4, 4), Tcp(8, 4)).Order);

    [Fact]
    public void A_gap_or_a_repetition_in_the_sequence_ends_the_run()
    {
        Assert.Equal("0|1", Sort(Tcp(1, 3), Tcp(5, 3)).Order);
        Assert.Equal("0|1", Sort(Tcp(1, 3), Tcp(1, 3)).Order);
        Assert.Equal("0|1", Sort(Tcp(1, 3), Tcp(3, 3)).Order);
    }

    [Fact]
    public void Sequence_numbers_go_on_behind_the_largest()
        => Assert.Equal("0 1", Sort(Tcp(uint.MaxValue - 1, 3), Tcp(1, 3)).Order);

    [Fact]
    public void A_segment_with_PSH_is_the_last_one_and_the_whole_has_it()
    {
        Batch batch = Sort(Tcp(1, 3), Tcp(4, 3, Push), Tcp(7, 3));
        Assert.Equal("0 1|2", batch.Order);
        Assert.Equal((byte)Push, batch.Write(0)[10 + 33]);
    }

    [Fact]
    public void A_segment_that_came_late_goes_to_the_front()
    {
        Batch batch = Sort(Tcp(4, 3, id: 101), Tcp(1, 3));
        Assert.Equal("1 0", batch.Order);
        Batch given = Sort(s_tcp.Packet([4, 5, 6], 4, 101), s_tcp.Packet([1, 2, 3]));
        Assert.Equal(s_tcp.Super([1, 2, 3, 4, 5, 6], 1), given.Write(0)[10..]);
        Assert.Equal("2 0 1", Sort(Tcp(4, 3), Tcp(7, 2, Push), Tcp(1, 3)).Order);
    }

    [Fact]
    public void To_the_front_goes_no_segment_with_PSH()
        => Assert.Equal("0|1", Sort(Tcp(4, 3), Tcp(1, 3, Push)).Order);

    [Fact]
    public void To_the_front_goes_a_longer_segment_only_when_nothing_was_merged()
    {
        Batch batch = Sort(Tcp(5, 3), Tcp(1, 4));
        Assert.Equal("1 0", batch.Order);
        Assert.Equal(4, VirtioHeader.Read(batch.Write(0)).SegmentSize);
        Assert.Equal("0 1|2", Sort(Tcp(5, 3), Tcp(8, 3), Tcp(1, 4)).Order);
        Assert.Equal("0|1", Sort(Tcp(5, 3), Tcp(3, 2)).Order);
    }

    [Fact]
    public void The_newest_super_packet_of_a_flow_is_tried_first()
    {
        // The last one would fit behind both.
        Assert.Equal("0|1 2", Sort(Tcp(1, 3), Tcp(1, 3), Tcp(4, 3)).Order);
        Assert.Equal("0 2|1", Sort(Tcp(1, 3), Tcp(11, 3), Tcp(4, 3)).Order);
    }

    [Fact]
    public void Flows_are_told_apart()
    {
        OffloadFlow[] others =
        [
            s_tcp with { Source = "2" }, s_tcp with { Port = 1 }, s_tcp with { Acknowledgment = 8 }, s_tcp6,
            s_tcp6 with { Source = "2" }, s_udp,
        ];
        foreach (OffloadFlow other in others)
        {
            byte[][] firsts = [s_tcp.Packet([1]), other.Packet([1])];
            Assert.Equal("0 2|1 3", Sort([.. firsts, s_tcp.Packet([2], 2, 101), other.Packet([2], 2, 101)]).Order);
            Assert.Equal("0|1", Sort(s_tcp.Packet([1]), other.Packet([1], 2, 101)).Order);
        }
    }

    [Theory]
    [InlineData("02005e100001 02005e100003")]
    [InlineData("02005e100001 02005e100002 8100 0064")]
    [InlineData("02005e100001 02005e100002 8100 0065")]
    public void The_link_header_is_part_of_the_flow(string link)
    {
        OffloadFlow flow = s_udp with { Link = "02005e100001 02005e100002" };
        OffloadFlow other = flow with { Link = link };
        Assert.Equal("0|1", Sort(TunLayer.Tap, flow.Packet([1]), other.Packet([2])).Order);
        Assert.Equal("0 1", Sort(TunLayer.Tap, other.Packet([1]), other.Packet([2])).Order);
        Assert.Equal("0 2|1", Sort(TunLayer.Tap, flow.Packet([1]), other.Packet([2]), flow.Packet([3])).Order);
    }

    [Fact]
    public void Headers_that_splitting_could_not_give_back_keep_packets_apart()
    {
        OffloadFlow options = s_tcp with { TcpOptions = Timestamps };
        (OffloadFlow First, OffloadFlow Second)[] pairs =
        [
            (s_tcp, s_tcp with { TrafficClass = 1 }), (s_tcp, s_tcp with { HopLimit = 63 }),
            (s_tcp, s_tcp with { DontFragment = false }), (s_tcp, s_tcp with { Window = 501 }), (s_tcp, options),
            (options, s_tcp with { TcpOptions = "0101080a 00000001 00000003" }),
            (s_udp, s_udp with { TrafficClass = 1 }), (s_udp, s_udp with { HopLimit = 63 }),
            (s_udp6, s_udp6 with { TrafficClass = 1 }), (s_udp6, s_udp6 with { HopLimit = 63 }),
            (s_tcp6, s_tcp6 with { FlowLabel = 1 }), (s_tcp6, s_tcp6 with { TrafficClass = 16 }),
        ];
        foreach ((OffloadFlow first, OffloadFlow second) in pairs)
        {
            Assert.Equal("0|1", Sort(first.Packet([1]), second.Packet([2], 2, 101)).Order);
            Assert.Equal("0 1", Sort(first.Packet([1]), first.Packet([2], 2, 101)).Order);
        }
    }

    [Fact]
    public void The_reserved_bit_of_IPv4_keeps_packets_apart()
    {
        byte[] packet = s_udp.Packet([2], 0, 101);
        packet[6] |= 0x80;
        _ = Checksums.Complete(packet, TunLayer.Tun);
        Assert.Equal("0|1", Sort(s_udp.Packet([1]), packet).Order);
        Assert.Equal("0 1", Sort(packet, packet).Order);
    }

    [Fact]
    public void Where_IPv4_may_fragment_the_identification_has_to_go_on()
    {
        OffloadFlow flow = s_udp with { DontFragment = false };
        Assert.Equal("0 1|2", Sort(flow.Packet([1], 0, 0xFFFF), flow.Packet([2], 0, 0), flow.Packet([3], 0, 5)).Order);
        Assert.Equal("0 1", Sort(s_udp.Packet([1], 0, 9), s_udp.Packet([2], 0, 0)).Order);
        OffloadFlow tcp = s_tcp with { DontFragment = false };
        Assert.Equal("1 0|2", Sort(tcp.Packet([2], 2, 6), tcp.Packet([1], 1, 5), tcp.Packet([0], 0, 5)).Order);
    }

    [Fact]
    public void Datagrams_join_the_newest_of_their_flow_only_and_behind_it()
    {
        byte[] two = s_udp.Packet([1, 2]);
        byte[] three = s_udp.Packet([1, 2, 3]);
        Assert.Equal("0 1|2 3|4", Sort(two, two, three, two, two).Order);
        OffloadFlow other = s_udp with { TrafficClass = 4 };
        Assert.Equal("0|1|2", Sort(two, other.Packet([1, 2]), two).Order);
    }

    [Fact]
    public void Datagrams_do_not_overtake_what_may_be_of_their_flow()
    {
        byte[] packet = s_udp.Packet([1, 2]);
        Assert.Equal("0|1|2", Sort(packet, s_udp.Packet([]), packet).Order);
        Assert.Equal("0|1|2", Sort(packet, (s_udp with { IPv4Options = "94040000" }).Packet([]), packet).Order);
        Assert.Equal("0 2|1", Sort(packet, s_tcp.Packet([]), packet).Order);
    }

    [Fact]
    public void No_more_than_128_datagrams_are_merged()
    {
        byte[] packet = s_udp.Packet([1, 2]);
        Assert.Equal([128, 72], Sort([.. Enumerable.Repeat(packet, 200)]).Members.Select(members => members.Length));
        Batch segments = Sort([.. Enumerable.Range(0, 200).Select(i => Tcp((uint)(i * 3), 3))]);
        Assert.Equal(200, Assert.Single(segments.Members).Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_IP_packet_has_no_more_than_65535_bytes(bool isTap)
    {
        foreach (OffloadFlow each in (OffloadFlow[])[s_tcp, s_tcp6, s_udp, s_udp6])
        {
            OffloadFlow flow = each with { Link = isTap ? OffloadFlow.Macs : null };
            int room = 65535 - (flow.HeaderLength - flow.NetworkOffset);
            int first = (room + 1) / 2;
            byte[] head = flow.Packet(new byte[first], 1);
            byte[] fits = flow.Packet(new byte[room - first], (uint)first + 1, 101);
            Assert.Equal("0 1", Sort(flow.Layer, head, fits).Order);
            byte[] tooMuch = flow.Packet(new byte[room - first + 1], (uint)first + 1, 101);
            Assert.Equal("0|1", Sort(flow.Layer, flow.Packet(new byte[first], 1), tooMuch).Order);
            Assert.Equal("0|1", Sort(flow.Layer, tooMuch, flow.Packet(new byte[first], 1)).Order);
        }
    }

    [Fact]
    public void Without_UDP_offload_only_TCP_is_merged()
    {
        Batch batch = new(
            new PacketCoalescer(TunLayer.Tun, coalescesUdp: false, keepsOrder: false),
            s_udp.Packet([1]), s_udp.Packet([2]), Tcp(1, 3), Tcp(4, 3));
        Assert.Equal("0|1|2 3", batch.Order);
    }

    [Fact]
    public void Where_the_order_is_kept_only_the_newest_one_grows()
    {
        OffloadFlow other = s_tcp with { Port = 1 };
        byte[][] packets = [Tcp(1, 3), Tcp(4, 3), other.Packet([1, 2, 3]), Tcp(7, 3), Tcp(10, 3), s_udp.Packet([1])];
        Assert.Equal("0 1|2|3 4|5", Ordered(packets).Order);
        Assert.Equal("0|1", Ordered(Tcp(4, 3), Tcp(1, 3)).Order);
        Assert.Equal("0|1|2", Ordered(Tcp(1, 3), Tcp(4, 0), Tcp(4, 3)).Order);
    }

    [Fact]
    public void The_checksum_field_has_the_sum_of_the_pseudo_header()
    {
        byte[] write = Sort(Tcp(1, 3), Tcp(4, 3)).Write(0);
        byte[] pseudo = [.. write[22..30], 0, 6, .. Bytes.Number(26, 2)];
        Assert.Equal((ushort)~SlowChecksum.Of(pseudo), BinaryPrimitives.ReadUInt16BigEndian(write.AsSpan(46)));
        Assert.Equal(0, SlowChecksum.Of(write.AsSpan(10, 20)));
    }

    [Fact]
    public void A_write_that_is_not_there_is_refused()
    {
        PacketCoalescer coalescer = new(TunLayer.Tun, true, false);
        coalescer.Load(Tcp(1, 3), [43]);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = coalescer.Packets(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = coalescer.Slices(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => coalescer.Load(Tcp(1, 3), [44]));
        Assert.Equal(0, coalescer.WriteCount);
    }

    [Fact]
    public void No_batch_after_the_first_costs_memory()
    {
        PacketCoalescer coalescer = new(TunLayer.Tun, true, false);
        byte[] batch = [.. Enumerable.Range(0, 128).SelectMany(i => (i % 2 == 0 ? s_udp : s_udp6).Packet([1, 2, 3]))];
        int[] lengths = [.. Enumerable.Range(0, 128).Select(i => i % 2 == 0 ? 31 : 51)];
        int slices = 0;

        Assert.Equal(0, Allocation.PerRound(() =>
        {
            coalescer.Load(batch, lengths);
            slices = coalescer.Slices(0).Length + coalescer.Header(1).Length;
        }));
        Assert.Equal(64 + 58, slices);
    }
}
