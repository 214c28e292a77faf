using System.Diagnostics;
using System.Globalization;

namespace TunPS.Behaviour.Tests;

public sealed class ReadTests : IDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(20);

    private readonly SocketPair _pair = new();
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void One_read_gives_one_packet_byte_for_byte()
    {
        byte[] first = Packets.Udp(10);
        byte[] second = Packets.Udp(1400);
        _pair.Feed(first);
        _pair.Feed(second);

        Assert.Equal(first, _buffer[.._pair.Device.Read(_buffer)]);
        Assert.Equal(second, _buffer[.._pair.Device.Read(_buffer)]);
    }

    [Fact]
    public void A_packet_of_the_largest_size_is_not_cut()
    {
        byte[] packet = Packets.Udp(TunDevice.MaxPacketLength - 28);
        _pair.Feed(packet);

        Assert.Equal(packet, _buffer[.._pair.Device.Read(_buffer)]);
    }

    [Fact]
    public void A_buffer_that_could_cut_a_packet_is_refused_and_the_packet_stays()
    {
        _pair.Feed(Packets.Udp(10));

        _ = Assert.Throws<ArgumentException>(() => _pair.Device.Read(new byte[TunDevice.MaxPacketLength - 1]));
        Assert.Equal(WaitStatus.Ready, _pair.Device.TryRead(_buffer, out _).Status);
    }

    [Fact]
    public void TryRead_without_a_timeout_never_waits()
    {
        Stopwatch watch = Stopwatch.StartNew();

        Assert.Equal(WaitStatus.TimedOut, _pair.Device.TryRead(_buffer, out int length).Status);
        Assert.Equal(0, length);
        Assert.True(watch.ElapsedMilliseconds < 1000);
    }

    [Fact]
    public async Task A_read_waits_for_its_packet()
    {
        Task<int> read = Background.RunUntilBlocked(() => _pair.Device.Read(_buffer));
        _pair.Feed(Packets.Udp(10));

        Assert.Equal(Packets.Udp(10).Length, await read);
    }

    [Fact]
    public void A_timeout_ends_a_read_not_before_its_time()
    {
        Stopwatch watch = Stopwatch.StartNew();

        WaitResult result = _pair.Device.TryRead(_buffer, out _, s_soon);

        Assert.Equal(WaitStatus.TimedOut, result.Status);
        Assert.True(watch.Elapsed >= s_soon);
        _ = Assert.Throws<TimeoutException>(() => _pair.Device.Read(_buffer, s_soon));
    }

    [Fact]
    public void A_timeout_below_zero_is_refused_unless_it_means_forever()
    {
        _ = Assert.Throws<ArgumentOutOfRangeException>(
            () => _pair.Device.TryRead(_buffer, out _, TimeSpan.FromSeconds(-2)));

        _pair.Feed(Packets.Udp(10));
        Assert.Equal(WaitStatus.Ready, _pair.Device.TryRead(_buffer, out _, Timeout.InfiniteTimeSpan).Status);
    }

    [Theory]
    [InlineData(25)]
    [InlineData(365_000)]
    [InlineData(10_000_000)]
    public async Task A_timeout_of_many_days_does_not_overflow(int days)
    {
        using InterruptEvent stop = new();
        Task<WaitResult> read = Background.RunUntilBlocked(() => _pair.Device.TryRead(_buffer, out _, TimeSpan.FromDays(days), [stop]));
        stop.Trigger();

        Assert.Equal(WaitStatus.Interrupted, (await read).Status);
    }

    [Fact]
    public void An_event_beats_data_and_the_packets_stay_queued()
    {
        using InterruptEvent stop = new();
        _pair.Feed(Packets.Numbered(1));
        _pair.Feed(Packets.Numbered(2));
        stop.Trigger(7);

        WaitResult result = _pair.Device.TryRead(_buffer, out int length, TimeSpan.Zero, [stop]);

        Assert.Equal(WaitStatus.Interrupted, result.Status);
        Assert.Equal(7, result.Value);
        Assert.Same(stop, result.Event);
        Assert.Equal(0, length);
        Assert.Equal(Packets.Numbered(1), _buffer[.._pair.Device.Read(_buffer)]);
        Assert.Equal(Packets.Numbered(2), _buffer[.._pair.Device.Read(_buffer)]);
    }

    [Fact]
    public async Task Any_of_several_events_ends_a_read_with_its_own_value()
    {
        using InterruptEvent idle = new();
        using InterruptEvent stop = new();
        Task<WaitResult> read = Background.RunUntilBlocked(() => _pair.Device.TryRead(_buffer, out _, Timeout.InfiniteTimeSpan, [idle, stop]));
        stop.Trigger(42);

        Assert.Equal(42, (await read).Value);
    }

    [Fact]
    public void The_throwing_form_carries_the_value_of_the_event()
    {
        using InterruptEvent stop = new();
        stop.Trigger(9);

        TunInterruptedException e = Assert.Throws<TunInterruptedException>(
            () => _pair.Device.Read(_buffer, events: [stop]));

        Assert.Equal(9, e.Value);
        Assert.Same(stop, e.Event);
    }

    [Fact]
    public void After_an_interrupt_and_a_reset_the_next_read_gets_the_next_packet()
    {
        using InterruptEvent stop = new();
        stop.Trigger();
        _ = _pair.Device.TryRead(_buffer, out _, Timeout.InfiniteTimeSpan, [stop]);
        stop.Reset();
        _pair.Feed(Packets.Numbered(5));

        Assert.Equal(WaitStatus.Ready, _pair.Device.TryRead(_buffer, out int length, default, [stop]).Status);
        Assert.Equal(Packets.Numbered(5), _buffer[..length]);
    }

    [Fact]
    public async Task Disposing_the_device_ends_a_read_in_another_thread()
    {
        using InterruptEvent idle = new();
        Task<int> read = Background.RunUntilBlocked(() => _pair.Device.Read(_buffer, events: [idle]));
        _pair.Device.Dispose();

        _ = await Assert.ThrowsAsync<ObjectDisposedException>(() => read);
        Assert.Equal(TunDeviceState.Closed, _pair.Device.State);
    }

    [Fact]
    public async Task Disposing_an_event_ends_a_read_that_watches_it()
    {
        InterruptEvent stop = new();
        Task<int> read = Background.RunUntilBlocked(() => _pair.Device.Read(_buffer, events: [stop]));
        stop.Dispose();

        _ = await Assert.ThrowsAsync<ObjectDisposedException>(() => read);
    }

    [Fact]
    public void A_disposed_event_is_refused_even_if_it_was_triggered()
    {
        InterruptEvent stop = new();
        stop.Trigger();
        stop.Dispose();

        _ = Assert.Throws<ObjectDisposedException>(() => _pair.Device.Read(_buffer, events: [stop]));
        _ = Assert.Throws<ObjectDisposedException>(() => _pair.Device.Write(Packets.Udp(1), events: [stop]));
        _ = Assert.Throws<ObjectDisposedException>(() => _pair.Device.WaitReadable(events: [stop]));
    }

    [Fact]
    public void Several_readers_of_one_device_share_its_packets()
    {
        const int Count = 500;
        using InterruptEvent stop = new();
        List<int>[] seen = [[], [], []];
        Thread[] readers = [.. seen.Select(list => new Thread(() =>
        {
            byte[] buffer = new byte[TunDevice.MaxPacketLength];
            while (_pair.Device.TryRead(buffer, out int n, Timeout.InfiniteTimeSpan, [stop]).Status == WaitStatus.Ready)
            {
                list.Add(buffer[n - 1] | (buffer[n - 2] << 8));
            }
        }))];
        Array.ForEach(readers, reader => reader.Start());

        for (int i = 0; i < Count; i++)
        {
            _pair.Feed(Packets.Numbered(i));
        }

        SpinWait.SpinUntil(() => seen.Sum(list => list.Count) == Count, TimeSpan.FromSeconds(30));
        stop.Trigger();
        Array.ForEach(readers, reader => reader.Join());

        Assert.Equal(Enumerable.Range(0, Count), seen.SelectMany(list => list).Order());
        Assert.All(seen, list => Assert.Equal(list.Order(), list));
    }

    [Fact]
    public void A_group_serves_its_devices_in_turn_and_says_which_one_it_was()
    {
        using SocketPair other = new();
        TunDeviceGroup group = new(_pair.Device, other.Device);
        for (int i = 0; i < 3; i++)
        {
            _pair.Feed(Packets.Numbered(i));
        }

        other.Feed(Packets.Numbered(100));

        List<TunDevice?> sources = [];
        while (group.TryRead(_buffer, out _, out TunDevice? source).Status == WaitStatus.Ready)
        {
            sources.Add(source);
        }

        Assert.Equal([_pair.Device, other.Device, _pair.Device, _pair.Device], sources);
    }

    [Fact]
    public async Task A_group_waits_for_whichever_device_comes_first()
    {
        using SocketPair other = new();
        TunDeviceGroup group = new(_pair.Device, other.Device);
        TunDevice? source = null;
        Task<WaitResult> read = Background.RunUntilBlocked(() => group.TryRead(_buffer, out _, out source, Timeout.InfiniteTimeSpan));
        other.Feed(Packets.Udp(1));

        Assert.Equal(WaitStatus.Ready, (await read).Status);
        Assert.Same(other.Device, source);
    }

    [Fact]
    public void WaitReadable_tells_of_a_packet_and_leaves_it_there()
    {
        Assert.Equal(WaitStatus.TimedOut, _pair.Device.WaitReadable(TimeSpan.Zero).Status);
        _pair.Feed(Packets.Udp(10));

        Assert.Equal(WaitStatus.Ready, _pair.Device.WaitReadable(TimeSpan.Zero).Status);
        Assert.Equal(WaitStatus.Ready, _pair.Device.WaitReadable().Status);
        Assert.Equal(WaitStatus.Ready, _pair.Device.TryRead(_buffer, out _).Status);
    }

    [Fact]
    public void A_packet_that_is_there_costs_one_read_of_the_system()
    {
        const int Count = 10;
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux counts the reads of a thread.");
        using InterruptEvent stop = new();
        long fewest = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            for (int i = 0; i < Count; i++)
            {
                _pair.Feed(Packets.Numbered(i));
            }

            long calls = CountReads(() =>
            {
                for (int i = 0; i < Count; i++)
                {
                    _ = _pair.Device.TryRead(_buffer, out _, TimeSpan.FromSeconds(5), [stop]);
                }
            });
            fewest = Math.Min(fewest, calls);
        }

        // In one round or another the runtime reads something of its own.
        Assert.Equal(Count, fewest);
    }

    [Fact]
    public void Reading_allocates_nothing_per_packet()
    {
        const int Count = 100;
        using InterruptEvent stop = new();
        TimeSpan timeout = TimeSpan.FromSeconds(5);
        byte[] packet = Packets.Udp(10);
        long allocated = 0;
        for (int i = -10; i < Count; i++)
        {
            _pair.Feed(packet);
            _pair.Feed(packet);
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = _pair.Device.TryRead(_buffer, out _, timeout, [stop]);
            _ = _pair.Device.Read(_buffer, timeout, [stop]);
            _ = _pair.Device.TryRead(_buffer, out _, TimeSpan.FromTicks(1), [stop]);

            // The first rounds compile the code and open the pipes.
            allocated += i < 0 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    // As the kernel counts them for this thread, less those that the looking itself takes.
    private static long CountReads(Action action)
    {
        static long Look() => long.Parse(
            File.ReadLines("/proc/thread-self/io").First(line => line.StartsWith("syscr:", StringComparison.Ordinal))[6..],
            CultureInfo.InvariantCulture);

        // The runtime may read something of its own while one of them looks.
        long[] looks = [.. Enumerable.Range(0, 5).Select(_ => Look())];
        long price = looks.Zip(looks.Skip(1), (one, next) => next - one).Min();
        action();
        return Look() - looks[^1] - price;
    }
}
