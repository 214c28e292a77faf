namespace TunPS.Core.Tests.Offload;

public sealed class SegmentQueueTests
{
    private const string Timestamps = "0101080a 00000001 00000002";
    private const string Macs = OffloadFlow.Macs;

    private static readonly OffloadFlow s_tcp4 = new() { IsTcp = true };
    private static readonly OffloadFlow s_tcp6 = new() { IsTcp = true, IsIPv6 = true };
    private static readonly OffloadFlow s_udp4 = new();
    private static readonly OffloadFlow s_udp6 = new() { IsIPv6 = true };

    [Fact]
    public void A_packet_without_checksum_to_make_comes_as_it_is()
    {
        byte[] packet = s_udp4.Packet(Payload(50));
        Assert.Equal(packet, Assert.Single(Take(default, packet)));
        Assert.Equal(packet, Assert.Single(Take(new() { Flags = VirtioHeader.VIRTIO_NET_HDR_F_DATA_VALID }, packet)));
    }

    [Fact]
    public void A_checksum_that_the_kernel_left_is_made()
    {
        foreach (OffloadFlow flow in (OffloadFlow[])[s_tcp4, s_tcp6, s_udp4, s_udp6, s_udp4 with { Link = Macs }])
        {
            byte[] whole = flow.Packet(Payload(51));
            VirtioHeader header = flow.Header(0) with { GsoType = VirtioHeader.VIRTIO_NET_HDR_GSO_NONE };
            Assert.Equal(whole, Assert.Single(Take(header, flow.Super(Payload(51)))));

            byte[] inPlace = flow.Super(Payload(51));
            Assert.Null(SegmentQueue.Complete(header, inPlace));
            Assert.Equal(whole, inPlace);
        }
    }

    [Fact]
    public void A_UDP_checksum_of_0_becomes_FFFF_in_one_packet_and_in_segments()
    {
        // The last two bytes of each payload are what the sum lacks.
        byte[] whole = s_udp4.Packet([1, 2, 0, 0]);
        byte[] payload = [1, 2, .. whole[26..28]];
        VirtioHeader ordinary = s_udp4.Header(0) with { GsoType = VirtioHeader.VIRTIO_NET_HDR_GSO_NONE };

        byte[] packet = s_udp4.Super(payload);
        Assert.Null(SegmentQueue.Complete(ordinary, packet));
        Assert.Equal([0xFF, 0xFF], packet[26..28]);
        Assert.All(
            Take(s_udp4.Header(4), s_udp4.Super([.. payload, .. payload])),
            segment => Assert.Equal([0xFF, 0xFF], segment[26..28]));
    }

    [Fact]
    public void Segments_of_TCP_go_on_in_sequence_and_identification()
    {
        OffloadFlow flow = s_tcp4 with { TcpOptions = Timestamps };
        byte[] payload = Payload(250);
        TcpFlags last = TcpFlags.Ack | TcpFlags.Psh | TcpFlags.Fin;
        List<byte[]> segments = Take(flow.Header(100), flow.Super(payload, uint.MaxValue - 50, 0xFFFF, last));

        Assert.Equal(
            [
                flow.Packet(payload[..100], uint.MaxValue - 50, 0xFFFF),
                flow.Packet(payload[100..200], 49, 0),
                flow.Packet(payload[200..], 149, 1, last),
            ],
            segments);
    }

    [Fact]
    public void Flags_other_than_FIN_and_PSH_are_in_each_segment()
    {
        TcpFlags all = TcpFlags.Ack | TcpFlags.Cwr | TcpFlags.Ece | TcpFlags.Urg | TcpFlags.Psh | TcpFlags.Fin;
        List<byte[]> segments = Take(s_tcp6.Header(10), s_tcp6.Super(Payload(20), flags: all));
        Assert.Equal(0xF0, segments[0][53]);
        Assert.Equal(0xF9, segments[1][53]);
    }

    [Fact]
    public void Segments_of_UDP_have_lengths_of_their_own()
    {
        byte[] payload = Payload(1050);
        List<byte[]> segments = Take(s_udp4.Header(100), s_udp4.Super(payload));
        Assert.Equal(11, segments.Count);
        for (int i = 0; i < segments.Count; i++)
        {
            Assert.Equal(s_udp4.Packet(payload[(i * 100)..Math.Min((i + 1) * 100, 1050)], id: 100 + i), segments[i]);
        }
    }

    [Fact]
    public void The_payload_length_of_IPv6_counts_the_extension_headers()
    {
        OffloadFlow flow = s_udp6 with { Extensions = [(0, "00 050200000100"), (60, "00 010400000000")] };
        byte[] payload = Payload(25);
        List<byte[]> segments = Take(flow.Header(10), flow.Super(payload));
        Assert.Equal([flow.Packet(payload[..10]), flow.Packet(payload[10..20]), flow.Packet(payload[20..])], segments);
        Assert.Equal([34, 34, 29], segments.Select(segment => (int)segment[5]));
    }

    [Fact]
    public void Checksums_behind_a_routing_header_cover_the_final_destination()
    {
        OffloadFlow flow = s_tcp6 with
        {
            Extensions = [(43, "02 0001 00000000 20010db8000000000000000000000009")],
        };
        byte[] payload = Payload(20);
        Assert.Equal(
            [flow.Packet(payload[..10]), flow.Packet(payload[10..], 11)], Take(flow.Header(10), flow.Super(payload)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("8100 0064")]
    [InlineData("88a8 0064 8100 0065")]
    public void The_link_header_is_in_front_of_each_segment(string tags)
    {
        OffloadFlow flow = s_tcp6 with { Link = Macs + tags };
        byte[] payload = Payload(20);
        Assert.Equal(
            [flow.Packet(payload[..10]), flow.Packet(payload[10..], 11)],
            Take(flow.Header(10), flow.Super(payload), TunLayer.Tap));
    }

    [Fact]
    public void Options_of_IPv4_are_in_each_segment()
    {
        OffloadFlow flow = s_udp4 with { IPv4Options = "94040000" };
        byte[] payload = Payload(20);
        Assert.Equal(
            [flow.Packet(payload[..10]), flow.Packet(payload[10..], id: 101)],
            Take(flow.Header(10), flow.Super(payload)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1472)]
    [InlineData(65535)]
    public void Segments_may_be_of_any_size_and_number(int size)
    {
        byte[] payload = Payload(65535 - 28);
        SegmentQueue queue = new();
        Assert.Null(queue.Load(s_udp4.Header(size), s_udp4.Super(payload), TunLayer.Tun));
        byte[] segment = new byte[65535];
        int count = 0;
        for (int offset = 0; !queue.IsEmpty; count++)
        {
            int length = queue.Next(segment) - 28;
            Assert.True(payload.AsSpan(offset, length).SequenceEqual(segment.AsSpan(28, length)));
            offset += length;
        }

        Assert.Equal((payload.Length + size - 1) / size, count);
    }

    [Fact]
    public void A_segment_that_is_the_whole_packet_is_an_ordinary_packet()
    {
        Assert.Equal(s_tcp4.Packet(Payload(10)), Assert.Single(Take(s_tcp4.Header(10), s_tcp4.Super(Payload(10)))));
        Assert.Equal(s_tcp4.Packet([]), Assert.Single(Take(s_tcp4.Header(10), s_tcp4.Super([]))));
    }

    [Fact]
    public void A_super_packet_whose_checksum_is_made_is_split_too()
    {
        byte[] payload = Payload(20);
        VirtioHeader header = s_tcp4.Header(10) with { Flags = 2, ChecksumStart = 0, ChecksumOffset = 0 };
        Assert.Equal(
            [s_tcp4.Packet(payload[..10]), s_tcp4.Packet(payload[10..], 11, 101)],
            Take(header, s_tcp4.Packet(payload)));
    }

    [Fact]
    public void A_header_length_that_lies_is_not_looked_at()
    {
        foreach (ushort lie in (ushort[])[0, 1, 41, ushort.MaxValue])
        {
            byte[] payload = Payload(20);
            Assert.Equal(
                [s_tcp4.Packet(payload[..10]), s_tcp4.Packet(payload[10..], 11, 101)],
                Take(s_tcp4.Header(10) with { HeaderLength = lie }, s_tcp4.Super(payload)));
        }
    }

    [Fact]
    public void A_length_of_0_in_the_IP_header_is_taken_for_one_that_has_no_room()
    {
        byte[] payload = Payload(20);
        byte[] packet = s_tcp6.Super(payload);
        packet.AsSpan(4, 2).Clear();
        Assert.Equal([s_tcp6.Packet(payload[..10]), s_tcp6.Packet(payload[10..], 11)], Take(s_tcp6.Header(10), packet));
    }

    [Fact]
    public void A_place_that_is_too_short_cuts_the_packet_and_the_next_one_is_whole()
    {
        byte[] payload = Payload(20);
        SegmentQueue queue = new();
        Assert.Null(queue.Load(s_tcp4.Header(10), s_tcp4.Super(payload), TunLayer.Tun));
        byte[] place = new byte[45];
        Assert.Equal(50, queue.NextLength);
        Assert.Equal(45, queue.Next(place));
        Assert.Equal(s_tcp4.Packet(payload[..10])[..45], place);
        byte[] next = new byte[50];
        Assert.Equal(50, queue.Next(next));
        Assert.Equal(s_tcp4.Packet(payload[10..], 11, 101), next);
        Assert.True(queue.IsEmpty);
        Assert.Equal((0, 0), (queue.NextLength, queue.Next(next)));
    }

    [Fact]
    public void What_is_loaded_takes_the_place_of_what_was_there()
    {
        SegmentQueue queue = new();
        Assert.Null(queue.Load(s_tcp4.Header(10), s_tcp4.Super(Payload(20)), TunLayer.Tun));
        Assert.Null(queue.Load(default, [1, 2, 3], TunLayer.Tun));
        Assert.Equal(3, queue.NextLength);
        Assert.NotNull(queue.Load(default, [], TunLayer.Tun));
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void No_packet_costs_memory()
    {
        SegmentQueue queue = new();
        byte[] packet = s_tcp4.Super(Payload(1000));
        byte[] segment = new byte[1500];

        Assert.Equal(0, Allocation.PerRound(() =>
        {
            _ = queue.Load(s_headerOfTens, packet, TunLayer.Tun);
            while (!queue.IsEmpty)
            {
                _ = queue.Next(segment);
            }
        }));
    }

    private static readonly VirtioHeader s_headerOfTens = s_tcp4.Header(10);

    private static byte[] Payload(int length)
    {
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++)
        {
            payload[i] = (byte)((i * 7) + (i >> 8));
        }

        return payload;
    }

    private static List<byte[]> Take(VirtioHeader header, byte[] packet, TunLayer? layer = null)
    {
        SegmentQueue queue = new();
        Assert.Null(queue.Load(header, packet, layer ?? (packet[0] is 0x02 ? TunLayer.Tap : TunLayer.Tun)));
        List<byte[]> taken = [];
        while (!queue.IsEmpty)
        {
            byte[] place = new byte[queue.NextLength];
            Assert.Equal(place.Length, queue.Next(place));
            taken.Add(place);
        }

        return taken;
    }
}
