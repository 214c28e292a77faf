using static TunPS.Core.Tests.Offload.OffloadPackets;

namespace TunPS.Core.Tests.Offload;

/// <summary>What is never merged, and is written as it is.</summary>
public sealed class UnmergedPacketTests
{
    private static readonly OffloadFlow s_tcp = new() { IsTcp = true };
    private static readonly OffloadFlow s_tcp6 = new() { IsTcp = true, IsIPv6 = true };
    private static readonly OffloadFlow s_udp = new();
    private static readonly OffloadFlow s_udp6 = new() { IsIPv6 = true };

    [Theory]
    [InlineData(TcpFlags.Ack | TcpFlags.Fin)]
    [InlineData(TcpFlags.Syn)]
    [InlineData(TcpFlags.None)]
    [InlineData(TcpFlags.Psh)]
    [InlineData(TcpFlags.Ack | TcpFlags.Rst)]
    [InlineData(TcpFlags.Ack | TcpFlags.Urg)]
    [InlineData(TcpFlags.Ack | TcpFlags.Ece)]
    [InlineData(TcpFlags.Ack | TcpFlags.Cwr)]
    [InlineData(TcpFlags.Ack | TcpFlags.Ae)]
    public void Segments_with_other_flags_stay_alone(TcpFlags flags)
        => Assert.Equal("0|1|2", Sort(Tcp(1, 3, flags), Tcp(4, 3, flags), Tcp(7, 3)).Order);

    [Fact]
    public void Packets_without_payload_stay_alone()
    {
        Assert.Equal("0|1", Sort(Tcp(1, 0), Tcp(1, 0)).Order);
        Assert.Equal("0|1", Sort(s_udp.Packet([]), s_udp.Packet([])).Order);
    }

    [Fact]
    public void Options_of_IPv4_and_extension_headers_of_IPv6_keep_packets_alone()
    {
        OffloadFlow options = s_udp with { IPv4Options = "94040000" };
        OffloadFlow extension = s_tcp6 with { Extensions = [(0, "00 050200000100")] };
        Assert.Equal("0|1", Sort(options.Packet([1]), options.Packet([2])).Order);
        Assert.Equal("0|1", Sort(extension.Packet([1]), extension.Packet([2], 2)).Order);
    }

    [Fact]
    public void Fragments_stay_alone()
    {
        foreach ((int at, byte bits) in ((int, byte)[])[(6, 0x20), (7, 1), (6, 0x10)])
        {
            byte[] packet = s_udp.Packet([1]);
            packet[at] |= bits;
            _ = Checksums.Complete(packet, TunLayer.Tun);
            Assert.Equal("0|1", Sort(packet, packet).Order);
        }
    }

    [Fact]
    public void Packets_of_another_length_than_they_say_stay_alone()
    {
        Assert.Equal("0|1", Sort([.. s_tcp.Packet([1]), 0], [.. s_tcp.Packet([2], 2), 0]).Order);
        Assert.Equal("0|1", Sort([.. s_udp6.Packet([1]), 0], [.. s_udp6.Packet([2]), 0]).Order);
        byte[] udp = s_udp.Packet([1, 2]);
        udp[25] = 9;
        Assert.Equal("0|1", Sort(udp, udp).Order);
        byte[] tcp = s_tcp.Packet([1, 2]);
        foreach (byte words in (byte[])[0, 4, 6, 15])
        {
            tcp[32] = (byte)(words << 4);
            Assert.Equal("0|1", Sort(tcp, tcp).Order);
        }
    }

    [Fact]
    public void Frames_that_carry_something_else_stay_alone()
    {
        byte[] frame = (s_udp with { Link = OffloadFlow.Macs }).Packet([1]);
        frame[13] = 6;
        Assert.Equal("0|1", Sort(TunLayer.Tap, frame, frame).Order);
        OffloadFlow threeTags = s_udp with { Link = OffloadFlow.Macs + "8100 0001 8100 0002 8100 0003" };
        Assert.Equal("0|1", Sort(TunLayer.Tap, threeTags.Packet([1]), threeTags.Packet([2])).Order);
    }

    [Fact]
    public void Bad_segments_of_TCP_are_written_alone()
    {
        Assert.Equal("0|1|2", Sort(Tcp(1, 3), Bad(Tcp(4, 3)), Tcp(7, 3)).Order);
        Assert.Equal("0|1 2", Sort(Bad(Tcp(1, 3)), Tcp(4, 3), Tcp(7, 3)).Order);
        Assert.Equal("0 1|2", Sort(Tcp(1, 3), Tcp(4, 3), Bad(Tcp(7, 3))).Order);
        Batch batch = Sort(Bad(Tcp(1, 3)), Tcp(4, 3));
        Assert.Equal([.. new byte[10], .. Bad(Tcp(1, 3))], batch.Write(0));
    }

    [Fact]
    public void A_bad_IPv4_header_is_not_made_a_good_one()
    {
        byte[] packet = Tcp(4, 3);
        packet[10] ^= 1;
        Assert.Equal("0|1", Sort(Tcp(1, 3), packet).Order);
        Assert.Equal("0|1", Sort(packet, Tcp(7, 3)).Order);
    }

    [Fact]
    public void Nothing_overtakes_a_bad_datagram()
    {
        byte[] good = s_udp.Packet([1, 2]);
        Assert.Equal("0 1|2|3 4", Sort(good, good, Bad(good), good, good).Order);
        Assert.Equal("0|1 2", Sort(Bad(good), good, good).Order);
    }

    [Fact]
    public void A_datagram_without_checksum_stays_alone()
    {
        byte[] packet = s_udp.Packet([1, 2]);
        packet.AsSpan(26, 2).Clear();
        Assert.Equal("0|1", Sort(packet, packet).Order);
    }
}
