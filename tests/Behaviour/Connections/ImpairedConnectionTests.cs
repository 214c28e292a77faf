using System.Diagnostics;

namespace TunPS.Behaviour.Tests;

/// <summary>A connection with impairments; what a line does exactly is another test's business.</summary>
public sealed class ImpairedConnectionTests : IDisposable
{
    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(40);

    private readonly SocketPair _near = new();
    private readonly SocketPair _far = new();

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
    }

    [Fact]
    public void A_delay_holds_both_ways_and_is_no_shorter_and_little_longer()
    {
        using TunConnection connection = Start(new Impairment { Delay = s_delay });
        TimeSpan shortest = TimeSpan.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            _near.Feed(Packets.Numbered(i));
            Assert.Equal(Packets.Numbered(i), Taking.Next(_far));
            _far.Feed(Packets.Numbered(i));
            Assert.Equal(Packets.Numbered(i), Taking.Next(_near));
            Assert.True(watch.Elapsed >= 2 * s_delay, $"The packets came after {watch.Elapsed}.");
            shortest = watch.Elapsed < shortest ? watch.Elapsed : shortest;
        }

        Assert.InRange(shortest, 2 * s_delay, 3 * s_delay);
    }

    [Fact]
    public void Loss_is_counted_and_every_packet_is_either_lost_or_passed()
    {
        using TunConnection connection = Start(new Impairment { Loss = 50 });
        const int Count = 400;
        int taken = 0;
        for (int i = 0; i < Count; i++)
        {
            _near.Feed(Packets.Numbered(i));
            while (_far.Take() is not null)
            {
                taken++;
            }
        }

        Taking.Until(
            () => connection.Forward.Packets + connection.Forward.LostPackets == Count, "Some packets are nowhere.");
        while (_far.Take() is not null)
        {
            taken++;
        }

        Assert.Equal(taken, connection.Forward.Packets);
        Assert.InRange(connection.Forward.LostPackets, Count / 4, Count * 3 / 4);
    }

    [Fact]
    public void Duplicates_pass_twice_and_are_counted()
    {
        using TunConnection connection = Start(new Impairment { Duplicate = 100 });
        _near.Feed(Packets.Numbered(1));
        Assert.Equal(Packets.Numbered(1), Taking.Next(_far));
        Assert.Equal(Packets.Numbered(1), Taking.Next(_far));
        Taking.Until(() => connection.Forward.Packets == 2, "The copy was not counted.");
        Assert.Equal(1, connection.Forward.DuplicatedPackets);
    }

    [Fact]
    public void Packets_are_queued_as_long_as_they_are_under_way_and_overflow_is_counted()
    {
        using TunConnection connection = Start(new Impairment { Delay = TimeSpan.FromHours(1), QueueLimit = 3 });
        for (int i = 0; i < 5; i++)
        {
            _near.Feed(Packets.Numbered(i));
        }

        Taking.Until(() => connection.Forward.OverflowedPackets == 2, "Nothing overflowed.");
        Assert.Equal(3, connection.Forward.QueuedPackets);
        Assert.Equal(0, connection.Forward.Packets);
        Assert.Null(_far.Take());
        connection.Stop();
        Assert.True(Taking.Ends(connection));
    }

    [Fact]
    public void Switching_it_on_and_off_neither_loses_nor_reorders()
    {
        using TunConnection connection = Start(Impairment.None);
        const int Count = 3000;
        bool isOver = false;
        Thread switcher = new(() =>
        {
            for (int i = 0; !Volatile.Read(ref isOver); i++)
            {
                connection.Forward.Impairment = i % 2 == 0
                    ? new Impairment { Delay = TimeSpan.FromMilliseconds(1 + (i % 5)) }
                    : Impairment.None;
                Thread.Sleep(2);
            }
        });
        Thread feeder = new(() =>
        {
            for (int i = 0; i < Count; i++)
            {
                _near.Feed(Packets.Numbered(i));
                if (i % 20 == 0)
                {
                    Thread.Sleep(1);
                }
            }
        });
        switcher.Start();
        feeder.Start();
        for (int i = 0; i < Count; i++)
        {
            Assert.Equal(Packets.Numbered(i), Taking.Next(_far));
        }

        Volatile.Write(ref isOver, true);
        switcher.Join();
        feeder.Join();
        Assert.Equal(0, connection.Forward.LostPackets + connection.Forward.DroppedPackets + connection.Forward.ReorderedPackets);
    }

    [Fact]
    public void What_is_no_packet_never_enters_the_line()
    {
        using TunConnection connection = Start(new Impairment { Delay = TimeSpan.FromMilliseconds(1) });
        _near.Feed();
        _near.Feed(Packets.Numbered(1));
        Assert.Equal(Packets.Numbered(1), Taking.Next(_far));
        Assert.Equal(TestBackend.SeesEmptyPackets ? 1 : 0, connection.Forward.DroppedPackets);
    }

    [Fact]
    public void A_direction_that_was_set_alone_leaves_the_other_one_as_it_is()
    {
        using TunConnection connection = Start(Impairment.None);
        connection.Forward.Impairment = new Impairment { Loss = 100 };
        _near.Feed(Packets.Numbered(1));
        Taking.Until(() => connection.Forward.LostPackets == 1, "The packet was not lost.");
        _far.Feed(Packets.Numbered(2));
        Assert.Equal(Packets.Numbered(2), Taking.Next(_near));
        connection.Forward.Impairment = Impairment.None;
        _near.Feed(Packets.Numbered(3));
        Assert.Equal(Packets.Numbered(3), Taking.Next(_far));
        Assert.Equal(1, connection.Forward.LostPackets);
    }

    [Fact]
    public void A_reorder_without_a_delay_is_refused_and_changes_nothing()
    {
        using TunConnection connection = Start(Impairment.None);
        _ = Assert.Throws<ArgumentException>(() => connection.Backward.Impairment = new Impairment { Reorder = 10 });
        Assert.Same(Impairment.None, connection.Backward.Impairment);
        _ = Assert.Throws<ArgumentException>(() => Start(new Impairment { Reorder = 10 }));
    }

    [Fact]
    public void Two_who_set_it_at_once_leave_what_one_of_them_said()
    {
        // Both spin, so that they really meet; a second is some hundred thousand times.
        TunConnectionDirection direction = new(Impairment.None);
        Impairment impairment = new() { Loss = 1 };
        int begun = 0;
        int done = 0;
        Task<bool> other = Background.Run(() =>
        {
            int turn;
            while ((turn = Volatile.Read(ref begun)) >= 0)
            {
                if (turn != done)
                {
                    direction.Impairment = Impairment.None;
                    Volatile.Write(ref done, turn);
                }
            }

            return true;
        });
        int mixtures = 0;
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 1; watch.ElapsedMilliseconds < 1000; i++)
        {
            Volatile.Write(ref begun, i);
            Thread.SpinWait(i % 16);
            direction.Impairment = impairment;
            while (Volatile.Read(ref done) != i)
            {
            }

            mixtures += direction.IsImpaired == direction.Impairment.IsNone ? 1 : 0;
        }

        Volatile.Write(ref begun, -1);
        Assert.True(Background.Result(other));
        Assert.Equal(0, mixtures);
    }

    private TunConnection Start(Impairment impairment)
        => TunConnection.Start(_near.Device, _far.Device, new TunConnectionOptions { Impairment = impairment, Seed = 7 });
}
