using TunPS.Core.Tests.Offload;
using TunPS.Platform;

namespace TunPS.Core.Tests;

/// <summary>What becomes of super-packets on the way from one device to another; a socketpair stands in for each.</summary>
public sealed class ConnectionOffloadTests
{
    private const int Size = 100;

    private static readonly OffloadFlow s_udp = new();
    private static readonly OffloadFlow s_tcp = new() { IsTcp = true };

    [Fact]
    public void A_super_packet_passes_as_it_is_and_counts_as_what_is_in_it()
    {
        using SocketPair near = new(OffloadLevel.TcpAndUdp);
        using SocketPair far = new(OffloadLevel.TcpAndUdp);
        using TunConnection connection = TunConnection.Start(near.Device, far.Device);
        byte[] payload = KernelPeer.Payload((4 * Size) + 1);
        near.Feed(s_tcp.Header(Size), s_tcp.Super(payload));
        Assert.Equal(Raw(s_tcp.Header(Size), s_tcp.Super(payload)), Taking.Next(far));
        near.Feed(s_udp.Header(Size), s_udp.Super(payload));
        Assert.Equal(Raw(s_udp.Header(Size), s_udp.Super(payload)), Taking.Next(far));
        near.Feed(default, Packets.Numbered(1));
        Assert.Equal(Raw(default, Packets.Numbered(1)), Taking.Next(far));
        connection.Dispose();
        Assert.Equal(11, connection.Forward.Packets);
        Assert.Equal((2 * payload.Length) + (5 * 40) + (5 * 28) + Packets.Numbered(1).Length, connection.Forward.Bytes);
    }

    [Fact]
    public void Segments_go_to_a_device_without_offload_one_by_one()
    {
        using SocketPair near = new(OffloadLevel.TcpAndUdp);
        using SocketPair far = new();
        using TunConnection connection = TunConnection.Start(near.Device, far.Device);
        byte[] payload = KernelPeer.Payload(3 * Size);
        near.Feed(s_udp.Header(Size), s_udp.Super(payload));
        near.Feed(s_udp.Header(0) with { GsoType = 0 }, s_udp.Super(payload));
        AssertSegments(far, payload, headerSize: 0);
        Assert.Equal(s_udp.Packet(payload), Taking.Next(far));
        connection.Dispose();
        Assert.Equal(4, connection.Forward.Packets);
        Assert.Equal((6 * Size) + (4 * 28), connection.Forward.Bytes);
    }

    [Fact]
    public void A_series_of_datagrams_is_split_for_a_device_that_joins_TCP_alone()
    {
        using SocketPair near = new(OffloadLevel.TcpAndUdp);
        using SocketPair far = new(OffloadLevel.Tcp);
        using TunConnection connection = TunConnection.Start(near.Device, far.Device);
        byte[] payload = KernelPeer.Payload(3 * Size);
        near.Feed(s_udp.Header(Size), s_udp.Super(payload));
        AssertSegments(far, payload, VirtioHeader.Size);
        near.Feed(s_tcp.Header(Size), s_tcp.Super(payload));
        Assert.Equal(Raw(s_tcp.Header(Size), s_tcp.Super(payload)), Taking.Next(far));
    }

    [Fact]
    public void Packets_of_a_flow_are_joined_for_a_device_with_offload()
    {
        using SocketPair near = new();
        using SocketPair far = new(OffloadLevel.TcpAndUdp);
        byte[] payload = KernelPeer.Payload(4 * Size);
        for (int i = 0; i < 4; i++)
        {
            near.Feed(s_tcp.Packet(payload[(i * Size)..((i + 1) * Size)], sequence: (uint)(1 + (i * Size)), id: 100 + i));
        }

        using TunConnection connection = TunConnection.Start(near.Device, far.Device);
        byte[] super = Taking.Next(far);
        VirtioHeader header = VirtioHeader.Read(super);
        Assert.Equal(VirtioHeader.VIRTIO_NET_HDR_GSO_TCPV4, header.GsoType);
        Assert.Equal(Size, header.SegmentSize);
        Assert.Equal(s_tcp.Super(payload), super[VirtioHeader.Size..]);
        connection.Dispose();
        Assert.Equal(4, connection.Forward.Packets);
        Assert.Equal(4 * (Size + 40), connection.Forward.Bytes);
    }

    [Fact]
    public void What_another_reader_has_left_of_a_super_packet_comes_first()
    {
        using SocketPair near = new(OffloadLevel.TcpAndUdp);
        using SocketPair far = new();
        byte[] payload = KernelPeer.Payload(3 * Size);
        near.Feed(s_udp.Header(Size), s_udp.Super(payload));
        near.Feed(default, Packets.Numbered(1));
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        Assert.Equal(s_udp.Packet(payload[..Size]), buffer[..near.Device.Read(buffer)]);
        using TunConnection connection = TunConnection.Start(near.Device, far.Device);
        Assert.Equal(s_udp.Packet(payload[Size..(2 * Size)], id: 101), Taking.Next(far));
        Assert.Equal(s_udp.Packet(payload[(2 * Size)..], id: 102), Taking.Next(far));
        Assert.Equal(Packets.Numbered(1), Taking.Next(far));
    }

    [Fact]
    public void What_another_reader_leaves_while_it_runs_is_passed_on_too()
    {
        using SocketPair near = new(OffloadLevel.TcpAndUdp);
        using SocketPair far = new();
        using TunConnection connection = TunConnection.Start(near.Device, far.Device);
        byte[] payload = KernelPeer.Payload(30 * Size);
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        int taken = 0;
        for (int i = 0; i < 200; i++)
        {
            near.Feed(s_udp.Header(Size), s_udp.Super(payload));
            taken += near.Device.TryRead(buffer, out _).Status == WaitStatus.Ready ? 1 : 0;
            for (int left = 30; left > 0; left--)
            {
                // Some go to this reader, and the rest goes through.
                _ = SpinWait.SpinUntil(() => far.Take() is not null || connection.Forward.Packets + taken >= 30 * (i + 1), 1000);
            }
        }

        Taking.Until(() => connection.Forward.Packets + taken == 200 * 30, "Some are nowhere.");
    }

    [Fact]
    public void A_super_packet_that_lies_is_dropped_alone()
    {
        using SocketPair near = new(OffloadLevel.TcpAndUdp);
        using SocketPair far = new();
        using TunConnection connection = TunConnection.Start(near.Device, far.Device);
        near.Feed(s_tcp.Header(0), s_tcp.Super(KernelPeer.Payload(Size)));
        near.Feed(s_tcp.Header(Size) with { ChecksumStart = 60_000 }, s_tcp.Super(KernelPeer.Payload(Size)));
        near.Feed([1, 2, 3]);
        near.Feed(default, Packets.Numbered(1));
        Assert.Equal(Packets.Numbered(1), Taking.Next(far));
        connection.Dispose();
        Assert.Equal(3, connection.Forward.DroppedPackets);
        Assert.Equal(1, connection.Forward.Packets);
    }

    [Fact]
    public void The_filter_looks_at_the_headers_of_a_super_packet_and_counts_all_in_it()
    {
        using SocketPair near = new(OffloadLevel.TcpAndUdp);
        using SocketPair far = new(OffloadLevel.TcpAndUdp);
        using TunConnection connection = TunConnection.Start(near.Device, far.Device, new TunConnectionOptions
        {
            Filter = new PacketFilter { Protocols = [PacketProtocol.Parse("Udp")] },
        });
        near.Feed(s_tcp.Header(Size), s_tcp.Super(KernelPeer.Payload(5 * Size)));
        near.Feed(s_udp.Header(Size), s_udp.Super(KernelPeer.Payload(3 * Size)));
        _ = Taking.Next(far);
        connection.Dispose();
        Assert.Equal(5, connection.Forward.RejectedPackets);
        Assert.Equal(3, connection.Forward.Packets);
    }

    [Fact]
    public void A_mirror_gets_every_third_packet_in_super_packets()
    {
        List<TunPacket> copies = [];
        using SocketPair near = new(OffloadLevel.TcpAndUdp);
        using SocketPair far = new(OffloadLevel.TcpAndUdp);
        using TunConnection connection = TunConnection.Start(
            near.Device, far.Device, new TunConnectionOptions { Mirror = copies.Add, MirrorInterval = 3 });
        byte[] payload = KernelPeer.Payload(4 * Size);
        for (int i = 0; i < 3; i++)
        {
            near.Feed(s_udp.Header(Size), s_udp.Super(payload));
            _ = Taking.Next(far);
        }

        connection.Dispose();
        Assert.Equal([102, 101, 100, 103], copies.Select(copy => (copy.Data[4] << 8) | copy.Data[5]));
        Assert.All(copies, copy => Assert.Equal(Size + 28, copy.Length));
    }

    [Fact]
    public void A_slow_mirror_does_not_get_the_rest_of_a_long_super_packet_after_the_end()
    {
        const int Count = 60;
        using ManualResetEventSlim begun = new();
        using SocketPair near = new(OffloadLevel.TcpAndUdp);
        using SocketPair far = new(OffloadLevel.TcpAndUdp);
        using TunConnection connection = TunConnection.Start(near.Device, far.Device, new TunConnectionOptions
        {
            Mirror = _ =>
            {
                begun.Set();
                Thread.Sleep(50);
            },
        });
        near.Feed(s_udp.Header(Size), s_udp.Super(KernelPeer.Payload(Count * Size)));
        Assert.True(begun.Wait(KernelPeer.Patience));
        connection.Dispose();
        Assert.InRange(connection.Forward.MirroredPackets, 1, Count / 2);
        Assert.Equal(Count, connection.Forward.MirroredPackets + connection.Forward.MissedPackets);
    }

    [Fact]
    public void Segments_go_through_a_line_one_by_one()
    {
        using SocketPair near = new(OffloadLevel.TcpAndUdp);
        using SocketPair far = new();
        using TunConnection connection = TunConnection.Start(near.Device, far.Device, new TunConnectionOptions
        {
            Impairment = new Impairment { Delay = TimeSpan.FromMilliseconds(5) },
        });
        byte[] payload = KernelPeer.Payload(3 * Size);
        near.Feed(s_udp.Header(Size), s_udp.Super(payload));
        AssertSegments(far, payload, headerSize: 0);
    }

    private static void AssertSegments(SocketPair pair, byte[] payload, int headerSize)
    {
        for (int i = 0; i < payload.Length / Size; i++)
        {
            byte[] expected = s_udp.Packet(payload[(i * Size)..((i + 1) * Size)], id: 100 + i);
            Assert.Equal([.. new byte[headerSize], .. expected], Taking.Next(pair));
        }
    }

    private static byte[] Raw(VirtioHeader header, byte[] packet)
    {
        byte[] bytes = new byte[VirtioHeader.Size];
        header.Write(bytes);
        return [.. bytes, .. packet];
    }
}
