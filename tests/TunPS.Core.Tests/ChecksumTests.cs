using System.Buffers.Binary;
using System.Net;
using CsCheck;

namespace TunPS.Core.Tests;

public sealed class ChecksumTests
{
    private const string Ends6 = "20010db8000000000000000000000001 20010db8000000000000000000000002";

    private static readonly byte[] s_place = new byte[2100];

    private static readonly IPProtocol[] s_protocols =
        [IPProtocol.Udp, IPProtocol.Tcp, IPProtocol.Icmp, IPProtocol.IcmpV6, IPProtocol.Igmp];

    [Fact]
    public void The_sum_is_that_of_the_slow_way_whatever_the_bytes()
        => Gen.Byte.Array[0, 3000].Sample(
            data => Assert.Equal(Slow(data), OnesComplement.Checksum(OnesComplement.Sum(data))));

    [Fact]
    public void The_sum_is_that_of_the_slow_way_for_every_length_and_alignment()
    {
        byte[] data = new byte[2100];
        new Random(6).NextBytes(data);
        for (int length = 0; length <= 2000; length++)
        {
            int slow = Slow(data.AsSpan(length % 64, length));
            for (int alignment = 0; alignment < 64; alignment++)
            {
                data.AsSpan(length % 64, length).CopyTo(s_place.AsSpan(alignment));
                Assert.Equal(slow, OnesComplement.Checksum(OnesComplement.Sum(s_place.AsSpan(alignment, length))));
            }
        }
    }

    [Fact]
    public void Sums_of_parts_of_even_length_may_be_added()
        => Gen.Select(Gen.Byte.Array[0, 3000], Gen.Int[0, 1500]).Sample((data, half) =>
        {
            int at = Math.Min(half * 2, data.Length & ~1);
            ulong sum = OnesComplement.Sum(data.AsSpan(0, at)) + OnesComplement.Sum(data.AsSpan(at));
            Assert.Equal(Slow(data), OnesComplement.Checksum(sum));
            Assert.Equal((ushort)~Slow(data), OnesComplement.Folded(sum));
        });

    [Fact]
    public void The_sum_reads_nothing_behind_the_end()
    {
        using GuardedBytes guard = new(4096);
        byte[] data = new byte[700];
        new Random(7).NextBytes(data);
        for (int length = 0; length <= data.Length; length++)
        {
            ReadOnlySpan<byte> placed = guard.Place(data.AsSpan(0, length));
            Assert.Equal(Slow(placed), OnesComplement.Checksum(OnesComplement.Sum(placed)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void The_sum_of_the_longest_packet_does_not_overflow(byte value)
    {
        foreach (int length in (int[])[65_535, 131_072])
        {
            byte[] data = new byte[length];
            data.AsSpan().Fill(value);

            Assert.Equal(Slow(data), OnesComplement.Checksum(OnesComplement.Sum(data)));
        }
    }

    [Theory]
    [InlineData("4500001c000100004001 0000 c0000202c0000201 0800 0000 12340001", 10, 0xF6DC, 22, 0xE5CA)]
    [InlineData("4500001f000100004011 0000 c0000202c0000201 14e90035000b 0000 010203", 10, 0xF6C9, 26, 0x62B4)]
    [InlineData("60000000000c3a40" + Ends6 + "8100 0000 12340001 01020304", 42, 0x0D09)]
    [InlineData("6000000000203aff" + Ends6 + "8700 0000 00000000 20010db8000000000000000000000002 010102005e100001", 42, 0x8E62)]
    public void Checksums_are_those_of_known_packets(string hex, params int[] offsetsAndValues)
    {
        byte[] packet = Hex(hex);

        Assert.Equal(ChecksumStatus.Complete, Checksums.Complete(packet, TunLayer.Tun));
        for (int i = 0; i < offsetsAndValues.Length; i += 2)
        {
            Assert.Equal(
                offsetsAndValues[i + 1], BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(offsetsAndValues[i])));
        }
    }

    [Fact]
    public void A_UDP_checksum_is_never_zero()
    {
        // The last two bytes are what the sum lacks.
        byte[] packet = PacketBuilder.Udp(
            new IPEndPoint(IPAddress.Parse("192.0.2.2"), 1), new IPEndPoint(IPAddress.Parse("192.0.2.1"), 2), [0, 0])[0].Data;
        packet.AsSpan(26, 2).CopyTo(packet.AsSpan(28));
        Assert.Equal(ChecksumStatus.Complete, Checksums.Complete(packet, TunLayer.Tun));

        Assert.Equal(0xFFFF, BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(26)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 2)]
    [InlineData(2, 2)]
    [InlineData(4, 0)]
    public void The_pseudo_header_has_the_final_destination(int type, int finalIndex)
    {
        string[] stops = [.. "abc".Select(digit => $"20010db800000000000000000000000{digit}")];
        bool isThere = type == 0 && finalIndex == 0;
        string tcp = "9c4000500000000100000000500200000000 0000";
        string routing = $"0606{type:x2}{(isThere ? "00" : "02")}00000000 {string.Concat(stops)}";
        byte[] packet = Hex($"60000000004c2b40 {Ends6} {routing} {tcp}");
        Assert.Equal(ChecksumStatus.Complete, Checksums.Complete(packet, TunLayer.Tun));

        byte[] direct = Hex($"6000000000140640 {Ends6[..32]} {(isThere ? Ends6[33..] : stops[finalIndex])} {tcp}");
        Assert.Equal(ChecksumStatus.Complete, Checksums.Complete(direct, TunLayer.Tun));
        Assert.Equal(direct[^4..], packet[^4..]);
    }

    [Theory]
    [InlineData("0800", "")]
    [InlineData("8100 0064 0800", "")]
    [InlineData("88a8 0064 8100 0065 0800", "0000000000")]
    public void Frames_are_walked_and_padding_stays_out(string type, string padding)
    {
        byte[] whole = Packets.Udp(11);
        byte[] damaged = [.. whole];
        damaged.AsSpan(26, 2).Fill(0xAA);
        damaged.AsSpan(10, 2).Fill(0xAA);
        byte[] frame = [.. Hex("02005e100001 02005e100002" + type), .. damaged, .. Hex(padding)];
        Assert.Equal(ChecksumStatus.Complete, Checksums.Complete(frame, TunLayer.Tap));

        int offset = EthernetFrame.Read(frame).PayloadOffset;
        Assert.Equal(whole, frame[offset..(offset + whole.Length)]);
    }

    [Fact]
    public void A_packet_in_a_packet_is_completed_too()
    {
        byte[] inner = Packets.Udp(5, "2001:db8::2", "2001:db8::1");
        byte[] damaged = [.. inner];
        damaged[46] ^= 0xFF;
        byte[] outer = PacketBuilder.Raw(
            IPAddress.Parse("192.0.2.2"), IPAddress.Parse("192.0.2.1"), IPProtocol.IPv6, damaged)[0].Data;

        Assert.Equal(inner, outer[20..]);
    }

    [Fact]
    public void Lengths_of_zero_are_filled_in_and_no_others()
    {
        byte[] whole = Packets.Udp(11);
        byte[] packet = [.. whole];
        packet.AsSpan(2, 2).Clear();
        packet.AsSpan(24, 2).Clear();
        Assert.Equal(ChecksumStatus.Complete, Checksums.Complete(packet, TunLayer.Tun));
        Assert.Equal(whole, packet);

        byte[] shorter = Packets.Udp(11);
        shorter[25] = 8;
        Assert.Equal(ChecksumStatus.Complete, Checksums.Complete(shorter, TunLayer.Tun));
        Assert.Equal(8, shorter[25]);

        byte[] whole6 = Packets.Udp(11, "2001:db8::2", "2001:db8::1");
        byte[] packet6 = [.. whole6];
        packet6.AsSpan(4, 2).Clear();
        packet6.AsSpan(44, 2).Clear();
        Assert.Equal(ChecksumStatus.Complete, Checksums.Complete(packet6, TunLayer.Tun));
        Assert.Equal(whole6, packet6);
    }

    [Theory]
    [InlineData("", ChecksumStatus.CutOff)]
    [InlineData("45000014", ChecksumStatus.CutOff)]
    [InlineData("4500001c00010000400 1 0000 c0000202c0000201 0800", ChecksumStatus.CutOff)]
    [InlineData("4500001c000120004001 0000 c0000202c0000201 0800 0000 12340001", ChecksumStatus.Fragment)]
    [InlineData("4500001c000100014001 0000 c0000202c0000201 0800 0000 12340001", ChecksumStatus.Fragment)]
    [InlineData("4500001c00010000402f 0000 c0000202c0000201 0000 0000 12340001", ChecksumStatus.NoChecksum)]
    [InlineData("4500001f000100004011 0000 c0000202c0000201 14e90035000c 0000 010203", ChecksumStatus.CutOff)]
    [InlineData("4500001f000100004006 0000 c0000202c0000201 14e90035000c 0000 010203", ChecksumStatus.CutOff)]
    [InlineData("6000000000202b40" + Ends6 + "1102030100000000 20010db8000000000000000000000003 14e9003500080000", ChecksumStatus.NoChecksum)]
    [InlineData("6000000000102c40" + Ends6 + "1100000100000007 14e9003500080000", ChecksumStatus.Fragment)]
    public void What_cannot_be_completed_is_said_and_stays_as_it_is(string hex, ChecksumStatus status)
    {
        byte[] packet = Hex(hex);
        byte[] before = [.. packet];
        Assert.Equal(status, Checksums.Complete(packet, TunLayer.Tun));

        // Only that of the IPv4 header is right, where it is all there.
        int headerEnd = packet.Length >= 20 && packet[0] == 0x45 ? 20 : 0;
        Assert.Equal(before[headerEnd..], packet[headerEnd..]);
        Assert.True(headerEnd == 0 || Slow(packet.AsSpan(0, 20)) == 0);
    }

    [Fact]
    public void A_frame_without_IP_has_none_and_one_that_is_cut_off_says_so()
    {
        const string Macs = "02005e10000102005e100002";
        Assert.Equal(ChecksumStatus.NoChecksum, Checksums.Complete(Hex(Macs + "0806 0001"), TunLayer.Tap));
        Assert.Equal(ChecksumStatus.CutOff, Checksums.Complete(Hex(Macs + "8100"), TunLayer.Tap));
    }

    [Fact]
    public void What_was_completed_is_right_by_the_slow_way()
        => Gen.Select(Gen.Bool, OneOf(s_protocols), Gen.Byte.Array[20, 200])
            .Where((isIPv6, protocol, _) => isIPv6 || protocol != IPProtocol.IcmpV6)
            .Sample((isIPv6, protocol, payload) =>
            {
                if (protocol == IPProtocol.Udp)
                {
                    BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(4), (ushort)payload.Length);
                }

                byte[] packet = PacketBuilder.Raw(
                    IPAddress.Parse(isIPv6 ? "2001:db8::1" : "192.0.2.1"),
                    IPAddress.Parse(isIPv6 ? "2001:db8::2" : "192.0.2.2"),
                    protocol,
                    payload)[0].Data;

                byte[] pseudo = protocol is IPProtocol.Icmp or IPProtocol.Igmp
                    ? []
                    : [.. isIPv6 ? packet[8..40] : packet[12..20], 0, 0, 0, (byte)payload.Length, 0, 0, 0, (byte)protocol];
                Assert.Equal(0, Slow([.. pseudo, .. packet[^payload.Length..]]));
                Assert.True(isIPv6 || Slow(packet.AsSpan(0, 20)) == 0);
            });

    [Fact]
    public void It_never_throws_whatever_the_bytes()
        => Gen.Select(
            Gen.Byte.Array[0, 120],
            OneOf<byte>(0x45, 0x46, 0x4F, 0x60, 0),
            Gen.Bool,
            OneOf<byte>(0, 6, 17, 43, 44, 51, 60, 4, 41)).Sample((data, first, isFrame, protocol) =>
            {
                int offset = isFrame ? 14 : 0;
                if (data.Length > offset + 12)
                {
                    (data[offset], data[offset + 2], data[offset + 4]) = (first, 0, 0);
                    data[offset + (first == 0x60 ? 6 : 9)] = protocol;
                    if (isFrame)
                    {
                        (data[12], data[13]) = first == 0x60 ? ((byte)0x86, (byte)0xDD) : ((byte)8, (byte)0);
                    }
                }

                _ = Checksums.Complete(data, isFrame ? TunLayer.Tap : TunLayer.Tun);
            });

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    // As the RFC says it: words of two bytes, and each carry comes in again at the other end.
    private static int Slow(ReadOnlySpan<byte> data)
    {
        int sum = 0;
        for (int i = 0; i < data.Length; i += 2)
        {
            sum += (data[i] << 8) + (i + 1 < data.Length ? data[i + 1] : 0);
            sum = sum > 0xFFFF ? sum - 0xFFFF : sum;
        }

        return ~sum & 0xFFFF;
    }

    private static byte[] Hex(string text)
        => Convert.FromHexString(text.Replace(" ", string.Empty, StringComparison.Ordinal));
}
