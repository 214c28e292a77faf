using System.Diagnostics;

namespace TunPS.Behaviour.Tests;

/// <summary>What a connection passes on and counts, and how it ends; a socketpair stands in for each device.</summary>
public sealed class ConnectionTests : IDisposable
{
    private readonly SocketPair _near = new();
    private readonly SocketPair _far = new();

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
    }

    [Fact]
    public void Packets_pass_both_ways_unchanged_in_order_and_are_counted()
    {
        using TunConnection connection = TunConnection.Start(_near.Device, _far.Device);
        for (int i = 0; i < 100; i++)
        {
            _near.Feed(Packets.Numbered(i));
            Assert.Equal(Packets.Numbered(i), Taking.Next(_far));
            _far.Feed(Packets.Numbered(1000 + i));
            Assert.Equal(Packets.Numbered(1000 + i), Taking.Next(_near));
        }

        connection.Dispose();
        Assert.Equal(100, connection.Forward.Packets);
        Assert.Equal(100 * Packets.Numbered(0).Length, connection.Forward.Bytes);
        Assert.Equal(100, connection.Backward.Packets);
        Assert.Equal(100 * Packets.Numbered(0).Length, connection.Backward.Bytes);
        Assert.Equal(0, connection.Forward.DroppedPackets + connection.Backward.DroppedPackets);
    }

    [Fact]
    public void What_is_in_the_queue_when_it_starts_is_passed_on()
    {
        _near.Feed(Packets.Numbered(7));
        using TunConnection connection = TunConnection.Start(_near.Device, _far.Device);
        Assert.Equal(Packets.Numbered(7), Taking.Next(_far));
    }

    [Fact]
    public void The_largest_packet_passes_whole()
    {
        byte[] packet = new byte[TunDevice.MaxPacketLength];
        new Random(1).NextBytes(packet);
        using TunConnection connection = TunConnection.Start(_near.Device, _far.Device);
        _near.Feed(packet);
        Assert.Equal(packet, Taking.Next(_far));
    }

    [Fact]
    public void The_filter_drops_what_it_does_not_want_and_counts_it()
    {
        PacketFilter filter = new() { Protocols = [PacketProtocol.Parse("Icmp")] };
        using TunConnection connection = TunConnection.Start(
            _near.Device, _far.Device, new TunConnectionOptions { Filter = filter });
        _near.Feed(Packets.Udp(4));
        _near.Feed([]);
        _near.Feed([0xFF, 0xFF]);
        _near.Feed(Packets.Echo());
        Assert.Equal(Packets.Echo(), Taking.Next(_far));
        connection.Dispose();
        Assert.Equal(2, connection.Forward.RejectedPackets);
        Assert.Equal(TestBackend.SeesEmptyPackets ? 1 : 0, connection.Forward.DroppedPackets);
        Assert.Equal(1, connection.Forward.Packets);
    }

    [Fact]
    public void A_full_queue_is_waited_for_and_nothing_is_lost()
    {
        Assert.SkipUnless(SocketPair.TellsOfRoom, SocketPair.RoomIsNotTold);
        int room = _far.Fill();
        using TunConnection connection = TunConnection.Start(_near.Device, _far.Device);
        for (int i = 0; i < 5; i++)
        {
            _near.Feed(Packets.Numbered(i));
        }

        Background.WaitUntilBlocked($"{_near.Device} to {_far.Device}");
        for (int i = 0; i < room; i++)
        {
            Assert.Equal(Packets.Udp(4), Taking.Next(_far));
        }

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(Packets.Numbered(i), Taking.Next(_far));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stop_ends_it_whether_it_waits_for_packets_or_for_room(bool isFull)
    {
        if (isFull)
        {
            _ = _far.Fill();
            _near.Feed(Packets.Udp(4));
        }

        using TunConnection connection = TunConnection.Start(_near.Device, _far.Device);
        Background.WaitUntilBlocked($"{_near.Device} to {_far.Device}");
        Background.WaitUntilBlocked($"{_far.Device} to {_near.Device}");
        connection.Stop();
        Assert.True(Taking.Ends(connection));
        TimeSpan elapsed = connection.Elapsed;
        Assert.NotEqual(TimeSpan.Zero, elapsed);
        Assert.Equal(elapsed, connection.Elapsed);
        connection.Stop();
        connection.Dispose();
        connection.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_event_ends_it_before_or_after_the_start(bool isBefore)
    {
        using InterruptEvent stop = new();
        if (isBefore)
        {
            stop.Trigger();
        }

        using TunConnection connection = TunConnection.Start(
            _near.Device, _far.Device, new TunConnectionOptions { Events = [stop] });
        stop.Trigger();
        Assert.True(Taking.Ends(connection));
        Assert.True(stop.IsTriggered);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Closing_either_device_ends_it_without_a_failure(bool isFar, bool isFull)
    {
        if (isFull)
        {
            _ = _far.Fill();
            _near.Feed(Packets.Udp(4));
        }

        using TunConnection connection = TunConnection.Start(_near.Device, _far.Device);
        Background.WaitUntilBlocked($"{_near.Device} to {_far.Device}");
        Background.WaitUntilBlocked($"{_far.Device} to {_near.Device}");
        (isFar ? _far : _near).Device.Dispose();
        Assert.True(Taking.Ends(connection));
    }

    [Fact]
    public async Task An_event_that_is_disposed_fails_it()
    {
        using InterruptEvent stop = new();
        using TunConnection connection = TunConnection.Start(
            _near.Device, _far.Device, new TunConnectionOptions { Events = [stop] });
        stop.Dispose();
        _ = await Assert.ThrowsAsync<ObjectDisposedException>(
            () => connection.Completion.WaitAsync(Background.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_device_that_fails_fails_it()
    {
        using TunConnection connection = TunConnection.Start(_near.Device, _far.Device);
        _near.HangUp();
        _far.Feed(Packets.Udp(4));
        TunException e = await Assert.ThrowsAsync<TunException>(
            () => connection.Completion.WaitAsync(Background.Patience, TestContext.Current.CancellationToken));
        Assert.Equal(_near.Device, e.Device);
    }

    [Fact]
    public void A_flood_never_delays_a_stop()
    {
        using TunConnection connection = TunConnection.Start(_near.Device, _far.Device);
        bool isOver = false;
        Thread feeder = new(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                _ = _near.TryFeed(Packets.Udp(4));
            }
        });
        Thread taker = new(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                _ = _far.Take();
            }
        });
        feeder.Start();
        taker.Start();
        Taking.Until(() => connection.Forward.Packets > 10_000, "There is no flood.");
        Stopwatch watch = Stopwatch.StartNew();
        connection.Stop();
        Assert.True(Taking.Ends(connection));
        watch.Stop();
        Volatile.Write(ref isOver, true);
        feeder.Join();
        taker.Join();

        // Milliseconds, but for a busy machine.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_device_is_not_connected_with_itself()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => TunConnection.Start(_near.Device, _near.Device));
        Assert.Contains("with itself", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_a_closed_device_nor_a_disposed_event_nor_an_interval_of_0_is_taken()
    {
        InterruptEvent stop = new();
        stop.Dispose();
        _ = Assert.Throws<ObjectDisposedException>(() => TunConnection.Start(
            _near.Device, _far.Device, new TunConnectionOptions { Events = [stop] }));
        _ = Assert.Throws<ArgumentException>(() => TunConnection.Start(
            _near.Device, _far.Device, new TunConnectionOptions { MirrorInterval = 0 }));
        _far.Device.Dispose();
        _ = Assert.Throws<ObjectDisposedException>(() => TunConnection.Start(_near.Device, _far.Device));
    }

    [Fact]
    public void A_device_may_be_connected_again_and_in_two_connections_at_once()
    {
        using SocketPair third = new();
        TunConnection.Start(_near.Device, _far.Device).Dispose();
        using TunConnection one = TunConnection.Start(_near.Device, _far.Device);
        using TunConnection other = TunConnection.Start(_far.Device, third.Device);
        _near.Feed(Packets.Numbered(1));
        Assert.Equal(Packets.Numbered(1), Taking.Next(_far));
        third.Feed(Packets.Numbered(2));
        Assert.Equal(Packets.Numbered(2), Taking.Next(_far));
    }
}
