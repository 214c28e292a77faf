using System.Collections.Concurrent;

namespace TunPS.Behaviour.Tests;

/// <summary>The copies that a connection gives out of what passes.</summary>
public sealed class MirrorTests : IDisposable
{
    private readonly SocketPair _near = new();
    private readonly SocketPair _far = new();
    private readonly ConcurrentQueue<TunPacket> _copies = new();

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
    }

    [Fact]
    public void Each_packet_of_both_directions_is_copied_with_its_device_and_time()
    {
        DateTime before = DateTime.Now;
        using TunConnection connection = Start(new TunConnectionOptions { Mirror = _copies.Enqueue });
        _near.Feed(Packets.Numbered(1));
        Assert.Equal(Packets.Numbered(1), Taking.Next(_far));
        _far.Feed(Packets.Numbered(2));
        Assert.Equal(Packets.Numbered(2), Taking.Next(_near));
        Taking.Until(() => _copies.Count == 2, "The copies did not come.");
        TunPacket[] copies = [.. _copies.OrderBy(copy => copy.UnixTimeNanoseconds)];
        Assert.Equal(Packets.Numbered(1), copies[0].Data);
        Assert.Equal(_near.Device.ToString(), copies[0].Device);
        Assert.Equal(Packets.Numbered(2), copies[1].Data);
        Assert.Equal(_far.Device.ToString(), copies[1].Device);
        Assert.InRange(copies[0].Timestamp, before, DateTime.Now);
        Assert.Equal(1, connection.Forward.MirroredPackets);
        Assert.Equal(1, connection.Backward.MirroredPackets);
    }

    [Fact]
    public void One_of_an_interval_is_copied_and_what_the_filter_drops_does_not_count()
    {
        using TunConnection connection = Start(new TunConnectionOptions
        {
            Mirror = _copies.Enqueue,
            MirrorInterval = 3,
            Filter = new PacketFilter { Protocols = [PacketProtocol.Parse("Udp")] },
        });
        for (int i = 1; i <= 10; i++)
        {
            _near.Feed(Packets.Echo());
            _near.Feed(Packets.Numbered(i));
            _ = Taking.Next(_far);
        }

        Taking.Until(() => _copies.Count == 3, "The copies did not come.");
        connection.Dispose();
        Assert.Equal([Packets.Numbered(3), Packets.Numbered(6), Packets.Numbered(9)], _copies.Select(copy => copy.Data));
    }

    [Fact]
    public void A_mirror_that_blocks_holds_nothing_up_and_what_it_misses_is_counted()
    {
        using ManualResetEventSlim goOn = new();
        byte[] packet = Packets.Udp(60_000);
        const int Count = 200;
        TunConnection connection = Start(new TunConnectionOptions { Mirror = _ => goOn.Wait() });
        for (int i = 0; i < Count; i++)
        {
            _near.Feed(packet);
            Assert.Equal(packet.Length, Taking.Next(_far).Length);
        }

        Taking.Until(() => connection.Forward.Packets == Count, "The packets did not pass.");
        Assert.Equal(1, connection.Forward.MirroredPackets);
        Assert.InRange(connection.Forward.MissedPackets, 1, Count - 2);
        connection.Stop();
        goOn.Set();
        connection.Dispose();
        Assert.Equal(Count, connection.Forward.MirroredPackets + connection.Forward.MissedPackets);
    }

    [Fact]
    public void What_was_copied_before_a_stop_is_still_given_out()
    {
        using ManualResetEventSlim goOn = new();
        TunConnection connection = Start(new TunConnectionOptions
        {
            Mirror = packet =>
            {
                goOn.Wait();
                _copies.Enqueue(packet);
            },
        });
        for (int i = 0; i < 50; i++)
        {
            _near.Feed(Packets.Numbered(i));
            _ = Taking.Next(_far);
        }

        connection.Stop();
        goOn.Set();
        connection.Dispose();
        Assert.Equal(Enumerable.Range(0, 50).Select(Packets.Numbered), _copies.Select(copy => copy.Data));
    }

    [Fact]
    public void A_flood_one_way_does_not_hide_the_other_way_from_a_slow_mirror()
    {
        const int Flood = 200;
        using ManualResetEventSlim goOn = new();
        TunConnection connection = Start(new TunConnectionOptions
        {
            Mirror = packet =>
            {
                goOn.Wait();
                _copies.Enqueue(packet);
            },
        });
        for (int i = 0; i < Flood; i++)
        {
            _near.Feed(Packets.Numbered(i));
            _ = Taking.Next(_far);
        }

        _far.Feed(Packets.Numbered(Flood));
        _ = Taking.Next(_near);
        goOn.Set();
        Taking.Until(() => _copies.Count == Flood + 1, "The copies did not come.");
        connection.Dispose();
        int place = Array.FindIndex([.. _copies], copy => copy.Device == _far.Device.ToString());
        Assert.InRange(place, 0, Flood / 2);
    }

    [Fact]
    public void A_mirror_that_blocks_does_not_keep_a_closed_device_open()
    {
        using ManualResetEventSlim begun = new();
        using ManualResetEventSlim goOn = new();
        TunConnection connection = Start(new TunConnectionOptions
        {
            Mirror = _ =>
            {
                begun.Set();
                goOn.Wait();
            },
        });
        _near.Feed(Packets.Numbered(1));
        Assert.True(begun.Wait(Background.Patience));
        Assert.False(_near.IsDeviceClosed);
        _near.Device.Dispose();
        Taking.Until(() => _near.IsDeviceClosed, "The descriptor is still open.");
        Assert.False(connection.Completion.IsCompleted);
        goOn.Set();
        connection.Dispose();
    }

    [Fact]
    public async Task A_mirror_that_throws_ends_the_connection_with_its_exception()
    {
        using TunConnection connection = Start(
            new TunConnectionOptions { Mirror = _ => throw new InvalidTimeZoneException("mine") });
        _near.Feed(Packets.Numbered(1));
        InvalidTimeZoneException e = await Assert.ThrowsAsync<InvalidTimeZoneException>(
            () => connection.Completion.WaitAsync(Background.Patience, TestContext.Current.CancellationToken));
        Assert.Equal("mine", e.Message);
    }

    [Fact]
    public void A_mirror_may_dispose_the_connection()
    {
        TunConnection? connection = null;
        using ManualResetEventSlim known = new();
        connection = Start(new TunConnectionOptions
        {
            Mirror = _ =>
            {
                known.Wait();
                connection!.Dispose();
            },
        });
        known.Set();
        _near.Feed(Packets.Numbered(1));
        Assert.True(Taking.Ends(connection));
    }

    [Fact]
    public void A_ring_that_is_gone_round_many_times_gives_every_packet_whole()
    {
        Random random = new(5);
        ConcurrentQueue<byte[]> sent = new();
        using TunConnection connection = Start(new TunConnectionOptions { Mirror = _copies.Enqueue });
        for (int i = 0; i < 2000; i++)
        {
            byte[] packet = new byte[random.Next(1, 20_000)];
            random.NextBytes(packet);
            packet[0] = 0x45;
            sent.Enqueue(packet);
            _near.Feed(packet);
            Assert.Equal(packet.Length, Taking.Next(_far).Length);
            Taking.Until(() => _copies.Count == sent.Count, "The copy did not come.");
        }

        Assert.Equal(sent, _copies.Select(copy => copy.Data));
    }

    private TunConnection Start(TunConnectionOptions options) => TunConnection.Start(_near.Device, _far.Device, options);
}
