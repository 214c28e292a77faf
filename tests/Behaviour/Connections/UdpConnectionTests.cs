using System.Net;
using System.Net.Sockets;

namespace TunPS.Behaviour.Tests;

/// <summary>A connection to another machine, which here is another socket of loopback.</summary>
public sealed class UdpConnectionTests
{
    [Fact]
    public void Packets_are_datagrams_and_datagrams_packets() => LoopbackNetwork.Run(() =>
    {
        using SocketPair pair = new();
        using Socket peer = UdpPeer.Bind();
        using TunConnection connection = TunConnection.Start(pair.Device, UdpPeer.EndPointOf(peer), Loopback());
        Assert.Equal(UdpPeer.EndPointOf(peer), connection.RemoteEndPoint);
        Assert.Null(connection.Second);
        pair.Feed(Packets.Numbered(1));
        byte[] buffer = new byte[100];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        int length = peer.ReceiveFrom(buffer, ref from);
        Assert.Equal(Packets.Numbered(1), buffer[..length]);
        Assert.Equal(connection.LocalEndPoint, from);
        _ = peer.SendTo(Packets.Numbered(2), connection.LocalEndPoint!);
        Assert.Equal(Packets.Numbered(2), Taking.Next(pair));
        connection.Dispose();
        Assert.Equal(1, connection.Forward.Packets);
        Assert.Equal(1, connection.Backward.Packets);
    });

    [Fact]
    public void Others_are_not_listened_to_and_counted() => LoopbackNetwork.Run(() =>
    {
        using SocketPair pair = new();
        using Socket peer = UdpPeer.Bind();
        using Socket stranger = UdpPeer.Bind();
        using TunConnection connection = TunConnection.Start(pair.Device, UdpPeer.EndPointOf(peer), Loopback());
        for (int i = 0; i < 100; i++)
        {
            _ = stranger.SendTo(Packets.Numbered(i), connection.LocalEndPoint!);
        }

        _ = peer.SendTo(Packets.Numbered(1000), connection.LocalEndPoint!);
        Assert.Equal(Packets.Numbered(1000), Taking.Next(pair));
        Assert.Equal(100, connection.Backward.ForeignPackets);
        Assert.Equal(0, connection.Forward.ForeignPackets);
        Taking.Until(() => connection.Backward.Packets == 1, "The packet was not counted.");
    });

    [Fact]
    public void A_peer_that_is_not_there_yet_ends_nothing() => LoopbackNetwork.Run(() =>
    {
        using SocketPair pair = new();
        Socket peer = UdpPeer.Bind();
        IPEndPoint point = UdpPeer.EndPointOf(peer);
        peer.Dispose();
        using TunConnection connection = TunConnection.Start(pair.Device, point, Loopback());
        for (int i = 0; i < 10; i++)
        {
            pair.Feed(Packets.Numbered(i));
        }

        Taking.Until(() => connection.Forward.Packets + connection.Forward.DroppedPackets == 10, "They were not sent.");
        using Socket late = UdpPeer.Bind(point.Port);
        pair.Feed(Packets.Numbered(10));
        byte[] buffer = new byte[100];
        Assert.Equal(Packets.Numbered(10), buffer[..late.Receive(buffer)]);
        Assert.False(connection.Completion.IsCompleted);
    });

    [Fact]
    public void A_packet_that_fits_no_datagram_is_dropped_and_counted() => LoopbackNetwork.Run(() =>
    {
        using SocketPair pair = new();
        using Socket peer = UdpPeer.Bind();
        using TunConnection connection = TunConnection.Start(pair.Device, UdpPeer.EndPointOf(peer), Loopback());
        pair.Feed(Packets.Udp(65_500));
        pair.Feed(Packets.Numbered(1));
        byte[] buffer = new byte[100];
        Assert.Equal(Packets.Numbered(1), buffer[..peer.Receive(buffer)]);
        Assert.Equal(1, connection.Forward.DroppedPackets);
        _ = peer.SendTo([], connection.LocalEndPoint!);
        Taking.Until(() => connection.Backward.DroppedPackets == 1, "The empty one was not counted.");
    });

    [Fact]
    public void A_stop_an_event_and_a_closed_device_end_it() => LoopbackNetwork.Run(() =>
    {
        using Socket peer = UdpPeer.Bind();
        using InterruptEvent stop = new();
        for (int i = 0; i < 3; i++)
        {
            using SocketPair pair = new();
            using TunConnection connection = TunConnection.Start(
                pair.Device, UdpPeer.EndPointOf(peer), Loopback(), new TunConnectionOptions { Events = [stop] });
            Action end = i switch
            {
                0 => connection.Stop,
                1 => pair.Device.Dispose,
                _ => stop.Trigger,
            };
            end();
            Assert.True(Taking.Ends(connection));
        }
    });

    [Fact]
    public void A_port_that_is_taken_is_refused_and_nothing_stays_open() => LoopbackNetwork.Run(() =>
    {
        using SocketPair pair = new();
        using Socket peer = UdpPeer.Bind();
        using Socket other = UdpPeer.Bind();
        TunException e = Assert.Throws<TunException>(
            () => TunConnection.Start(pair.Device, UdpPeer.EndPointOf(peer), UdpPeer.EndPointOf(other)));
        Assert.Equal(TunError.AlreadyExists, e.Error);
    });

    private static IPEndPoint Loopback() => new(IPAddress.Loopback, 0);
}
