using System.Buffers.Binary;
using CsCheck;

namespace TunPS.Core.Tests.Offload;

/// <summary>Headers that lie are told in words, and are the trouble of their own packet only.</summary>
public sealed class HostileHeaderTests
{
    private const string Macs = OffloadFlow.Macs;
    private const string Routing = "02 0001 00000000 20010db8000000000000000000000009";

    private static readonly OffloadFlow s_tcp4 = new() { IsTcp = true };
    private static readonly OffloadFlow s_tcp6 = new() { IsTcp = true, IsIPv6 = true };
    private static readonly OffloadFlow s_udp4 = new();
    private static readonly OffloadFlow s_udp6 = new() { IsIPv6 = true };

    [Fact]
    public void A_packet_of_no_bytes_or_too_many()
    {
        Refuses("no packet", default, []);
        Refuses("65665 bytes", default, new byte[SegmentQueue.MaximumLength + 1]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(0x81)]
    [InlineData(0x85)]
    [InlineData(0x80)]
    [InlineData(255)]
    public void A_kind_that_is_not_known(byte kind)
        => Refuses($"{kind}, is not one", s_tcp4.Header(10) with { GsoType = kind }, s_tcp4.Super(new byte[30]));

    [Fact]
    public void Segments_of_no_size() => Refuses("is 0", s_tcp4.Header(0), s_tcp4.Super(new byte[30]));

    [Fact]
    public void A_kind_of_the_other_IP_version()
    {
        Refuses("IPv6, and said to be one of IPv4", s_tcp4.Header(10), s_tcp6.Super(new byte[30]));
        Refuses("IPv4, and said to be one of IPv6", s_tcp6.Header(10), s_tcp4.Super(new byte[30]));
        byte[] frame = (s_udp4 with { Link = Macs }).Super(new byte[30]);
        (frame[12], frame[13]) = (0x86, 0xDD);
        Refuses("IPv4, and said to be one of IPv6", (s_udp4 with { Link = Macs }).Header(10), frame);
        Refuses("no whole IP header", s_udp4.Header(10), [0x50, .. new byte[60]]);
    }

    [Fact]
    public void A_kind_of_another_protocol()
    {
        Refuses("carries Udp, and is said to carry Tcp", s_tcp4.Header(10), s_udp4.Super(new byte[30]));
        Refuses("carries Tcp, and is said to carry Udp", s_udp6.Header(10), s_tcp6.Super(new byte[30]));
    }

    [Fact]
    public void A_frame_that_carries_no_IP()
    {
        OffloadFlow flow = s_udp4 with { Link = Macs };
        byte[] frame = flow.Super(new byte[30]);
        frame[13] = 6;
        Refuses("no IP packet", flow.Header(10), frame);
        Refuses("no IP packet", flow.Header(10), frame[..13]);
        Refuses("no whole IP header", flow.Header(10), [.. frame[..12], 8, 0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    [InlineData(24)]
    [InlineData(65535)]
    public void A_checksum_that_begins_elsewhere(int start)
    {
        foreach (OffloadFlow flow in (OffloadFlow[])[s_tcp4, s_udp6])
        {
            VirtioHeader header = flow.Header(10) with { ChecksumStart = (ushort)start };
            Refuses($"begin at {start}", header, flow.Super(new byte[30]));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(65535)]
    public void A_checksum_that_is_elsewhere(int offset)
    {
        VirtioHeader header = s_tcp4.Header(10) with { ChecksumOffset = (ushort)offset };
        Refuses($"{offset} bytes into", header, s_tcp4.Super(new byte[30]));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(14)]
    public void A_TCP_header_that_is_shorter_or_longer_than_can_be(byte words)
    {
        byte[] packet = s_tcp4.Super(new byte[30]);
        packet[32] = (byte)(words << 4);
        Refuses($"has {words * 4} bytes", s_tcp4.Header(10), packet);
    }

    [Fact]
    public void A_packet_that_ends_in_its_headers()
    {
        foreach (OffloadFlow flow in (OffloadFlow[])[s_tcp4, s_tcp6, s_udp4, s_udp6])
        {
            byte[] whole = flow.Super(new byte[30]);
            for (int length = 1; length < flow.HeaderLength; length++)
            {
                byte[] packet = whole[..length];
                (int field, int behind) = flow.IsIPv6 ? (4, 40) : (2, 0);
                if (length > 40)
                {
                    BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(field), (ushort)(length - behind));
                }
                else if (length >= 20)
                {
                    packet.AsSpan(field, 2).Clear();
                }

                bool hasWholeIPHeader = length >= (flow.IsIPv6 ? 40 : 20);
                Refuses(hasWholeIPHeader ? "header would end" : "no whole IP", flow.Header(10), packet);
            }
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(1000)]
    public void A_length_in_the_IP_header_that_is_not_that_of_the_packet(int difference)
    {
        byte[] packet4 = s_tcp4.Super(new byte[30]);
        BinaryPrimitives.WriteUInt16BigEndian(packet4.AsSpan(2), (ushort)(70 + difference));
        Refuses($"is {70 + difference}, and 70 bytes", s_tcp4.Header(10), packet4);
        byte[] packet6 = s_udp6.Super(new byte[30]);
        BinaryPrimitives.WriteUInt16BigEndian(packet6.AsSpan(4), (ushort)(38 + difference));
        Refuses($"is {38 + difference}, and 38 bytes", s_udp6.Header(10), packet6);
    }

    [Theory]
    [InlineData(0x44)]
    [InlineData(0x4F)]
    public void An_IPv4_header_of_a_length_that_cannot_be(byte first)
    {
        byte[] packet = s_tcp4.Super(new byte[10]);
        packet[0] = first;
        Refuses("cannot be right", s_tcp4.Header(5), packet);
    }

    [Fact]
    public void An_extension_header_that_reaches_behind_the_end()
    {
        OffloadFlow flow = s_udp6 with { Extensions = [(0, "FF 050200000100")] };
        byte[] packet = [.. s_udp6.Super(new byte[30])];
        packet[6] = 0;
        packet[41] = 0xFF;
        Refuses("cannot be right", flow.Header(10), packet);
    }

    [Fact]
    public void A_routing_header_of_an_unknown_type()
    {
        OffloadFlow flow = s_udp6 with { Extensions = [(43, Routing)] };
        byte[] packet = flow.Super(new byte[30]);
        packet[42] = 99;
        Refuses("routing header", flow.Header(10), packet);
    }

    [Fact]
    public void A_fragment()
    {
        byte[] packet = s_tcp4.Super(new byte[30]);
        packet[6] |= 0x20;
        Refuses("fragment", s_tcp4.Header(10), packet);
        OffloadFlow flow = s_tcp6 with { Extensions = [(44, "00 0001 00000007")] };
        byte[] packet6 = [.. s_tcp6.Super(new byte[38])];
        packet6[6] = 44;
        Bytes.Hex("0600 0001 00000007").CopyTo(packet6, 40);
        Refuses("fragment", flow.Header(10), packet6);
    }

    [Fact]
    public void A_segment_that_no_IP_packet_can_be()
    {
        byte[] packet = [.. s_udp4.Super(new byte[65500]), .. new byte[100]];
        packet.AsSpan(2, 2).Clear();
        Refuses("65563 bytes", s_udp4.Header(65535), packet);
    }

    [Theory]
    [InlineData(20, 30)]
    [InlineData(0, 49)]
    [InlineData(65535, 65535)]
    [InlineData(50, 0)]
    public void A_checksum_of_an_ordinary_packet_that_is_not_inside(int start, int offset)
    {
        VirtioHeader header = new() { Flags = 1, ChecksumStart = (ushort)start, ChecksumOffset = (ushort)offset };
        byte[] packet = s_udp4.Packet(new byte[22]);
        byte[] before = [.. packet];
        Refuses($"at {start + offset}, and", header, packet);
        Assert.Contains("50 bytes", SegmentQueue.Complete(header, packet), StringComparison.Ordinal);
        Assert.Equal(before, packet);
    }

    [Fact]
    public void A_super_packet_is_not_completed_as_an_ordinary_one()
    {
        string? problem = SegmentQueue.Complete(s_tcp4.Header(10), s_tcp4.Super(new byte[30]));
        Assert.Contains("super-packet", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_the_bytes_nothing_is_thrown_and_nothing_read_outside()
    {
        using GuardedBytes guard = new(4096);
        SegmentQueue queue = new();
        byte[] place = new byte[SegmentQueue.MaximumLength];
        OffloadFlow[] flows =
        [
            s_tcp4, s_tcp6, s_udp4, s_udp6, s_tcp4 with { Link = Macs }, s_udp6 with { Link = Macs + "8100 0064" },
            s_tcp6 with { Extensions = [(0, "00 050200000100"), (43, Routing)] },
        ];
        Gen.Select(
            Gen.Int[0, flows.Length - 1],
            Gen.Int[0, 200],
            Gen.Int[1, 50],
            Gen.Select(Gen.Int[0, 110], Gen.Byte).Array[0, 6],
            Gen.Int[0, 60]).Sample(
            (which, payloadLength, size, changes, cut) =>
            {
                OffloadFlow flow = flows[which];
                byte[] bytes = new byte[VirtioHeader.Size];
                flow.Header(size).Write(bytes);
                bytes = [.. bytes, .. flow.Super(new byte[payloadLength])];
                foreach ((int at, byte value) in changes)
                {
                    bytes[Math.Min(at, bytes.Length - 1)] = value;
                }

                byte[] packet = bytes[VirtioHeader.Size..];
                ReadOnlySpan<byte> placed = guard.Place(packet.AsSpan(0, Math.Max(packet.Length - cut, 0)));
                string? problem = queue.Load(VirtioHeader.Read(bytes), placed, flow.Layer);
                Assert.Equal(problem is not null, queue.IsEmpty);
                int count = 0;
                for (; !queue.IsEmpty; count++)
                {
                    Assert.InRange(queue.Next(place), 1, placed.Length);
                }

                Assert.InRange(count, problem is null ? 1 : 0, 201);
            },
            iter: 20_000,
            threads: 1);
    }

    private static void Refuses(string words, VirtioHeader header, byte[] packet)
    {
        SegmentQueue queue = new();
        TunLayer layer = packet.Length > 0 && packet[0] == 2 ? TunLayer.Tap : TunLayer.Tun;
        string? problem = queue.Load(header, packet, layer);
        Assert.Contains(words, problem, StringComparison.Ordinal);
        Assert.True(queue.IsEmpty);
        Assert.Equal(0, queue.Next(new byte[10]));
    }
}
