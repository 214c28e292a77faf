namespace TunPS.Behaviour.Tests;

/// <summary>Reading and writing without a thread that waits.</summary>
public sealed class AsyncTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly SocketPair _pair = new();
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task A_packet_that_is_there_is_read_at_once()
    {
        _pair.Feed(Packets.Numbered(1));
        ValueTask<int> read = _pair.Device.ReadAsync(_buffer);

        Assert.True(read.IsCompletedSuccessfully);
        Assert.Equal(Packets.Numbered(1), _buffer[..await read]);
    }

    [Fact]
    public async Task A_read_waits_for_its_packet()
    {
        Task<int> read = _pair.Device.ReadAsync(_buffer).AsTask();
        Assert.False(read.IsCompleted);
        _pair.Feed(Packets.Numbered(1));

        Assert.Equal(Packets.Numbered(1), _buffer[..await read.WaitAsync(s_patience)]);
    }

    [Fact]
    public async Task A_write_waits_for_room()
    {
        int fill = _pair.Fill();
        Task write = _pair.Device.WriteAsync(Packets.Numbered(1)).AsTask();
        Assert.False(write.IsCompleted);
        for (int i = 0; i < fill; i++)
        {
            Assert.NotNull(_pair.Take());
        }

        await write.WaitAsync(s_patience);
        Assert.Equal(Packets.Numbered(1), _pair.Take());
    }

    [Fact]
    public async Task Cancelling_ends_a_read_and_the_next_one_gets_the_packet()
    {
        using CancellationTokenSource source = new();
        Task<int> read = _pair.Device.ReadAsync(_buffer, source.Token).AsTask();
        await source.CancelAsync();

        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => read.WaitAsync(s_patience));
        Assert.Equal(source.Token, e.CancellationToken);
        _pair.Feed(Packets.Numbered(1));
        Assert.Equal(32, await _pair.Device.ReadAsync(_buffer));
    }

    [Fact]
    public async Task Whatever_the_moment_of_the_cancellation_it_ends_the_read()
    {
        using SocketPair other = new();
        byte[] otherBuffer = new byte[TunDevice.MaxPacketLength];
        for (int round = 0; round < 3000; round++)
        {
            // Keeps the thread that waits at work, so that the cancellation meets it everywhere.
            Task<int> otherRead = other.Device.ReadAsync(otherBuffer).AsTask();
            using CancellationTokenSource source = new();
            Task<int> read = _pair.Device.ReadAsync(_buffer, source.Token).AsTask();
            other.Feed(Packets.Numbered(1));
            Thread.SpinWait(round % 500);
            await source.CancelAsync();

            _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(s_patience));
            _ = await otherRead.WaitAsync(s_patience);
        }
    }

    [Fact]
    public async Task Cancelling_ends_a_write_that_waits()
    {
        using CancellationTokenSource source = new();
        _ = _pair.Fill();
        Task write = _pair.Device.WriteAsync(Packets.Numbered(1), source.Token).AsTask();
        await source.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write.WaitAsync(s_patience));
    }

    [Fact]
    public async Task A_cancelled_token_beats_data()
    {
        _pair.Feed(Packets.Numbered(1));
        CancellationToken cancelled = new(canceled: true);

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _pair.Device.ReadAsync(_buffer, cancelled).AsTask());
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _pair.Device.WriteAsync(Packets.Numbered(1), cancelled).AsTask());
        Assert.Equal(32, _pair.Device.Read(_buffer));
        Assert.Null(_pair.Take());
    }

    [Fact]
    public async Task Disposing_the_device_ends_what_waits_for_it_and_nothing_else()
    {
        using SocketPair other = new();
        _ = _pair.Fill();
        byte[] otherBuffer = new byte[TunDevice.MaxPacketLength];
        Task<int> otherRead = other.Device.ReadAsync(otherBuffer).AsTask();
        Task<int> read = _pair.Device.ReadAsync(_buffer).AsTask();
        Task write = _pair.Device.WriteAsync(Packets.Numbered(1)).AsTask();
        _pair.Device.Dispose();

        _ = await Assert.ThrowsAsync<ObjectDisposedException>(() => read.WaitAsync(s_patience));
        _ = await Assert.ThrowsAsync<ObjectDisposedException>(() => write.WaitAsync(s_patience));
        Assert.False(otherRead.IsCompleted);
        other.Feed(Packets.Numbered(2));
        Assert.Equal(32, await otherRead.WaitAsync(s_patience));
    }

    [Fact]
    public async Task Several_reads_of_one_device_get_one_packet_each()
    {
        const int Count = 20;
        byte[][] buffers = [.. Enumerable.Range(0, Count).Select(_ => new byte[TunDevice.MaxPacketLength])];
        Task<int>[] reads = [.. buffers.Select(buffer => _pair.Device.ReadAsync(buffer).AsTask())];
        for (int i = 0; i < Count; i++)
        {
            _pair.Feed(Packets.Numbered(i));
        }

        _ = await Task.WhenAll(reads).WaitAsync(s_patience);
        Assert.Equal(Enumerable.Range(0, Count), buffers.Select(buffer => (int)buffer[31]).Order());
    }

    [Fact]
    public async Task Many_devices_wait_on_one_thread()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells the names of threads.");
        SocketPair[] pairs = [.. Enumerable.Range(0, 100).Select(_ => new SocketPair())];
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        int before = CountWaitingThreads();
        Task<int>[] reads = [.. pairs.Select(pair => pair.Device.ReadAsync(buffer).AsTask())];
        Assert.True(SpinWait.SpinUntil(() => CountWaitingThreads() > 0, s_patience));

        Assert.InRange(CountWaitingThreads(), 1, Math.Max(1, before));
        Array.ForEach(pairs, pair => pair.Feed(Packets.Numbered(1)));
        Assert.All(await Task.WhenAll(reads).WaitAsync(s_patience), length => Assert.Equal(32, length));
        Array.ForEach(pairs, pair => pair.Dispose());
    }

    [Fact]
    public async Task What_is_no_packet_and_a_buffer_that_is_too_small_are_refused()
    {
        _ = await Assert.ThrowsAsync<ArgumentException>(() => _pair.Device.ReadAsync(new byte[100]).AsTask());
        TunException e = await Assert.ThrowsAsync<TunException>(() => _pair.Device.WriteAsync(new byte[100]).AsTask());
        Assert.Equal(TunError.InvalidPacket, e.Error);
    }

    [Fact]
    public void Reading_what_is_there_allocates_nothing()
    {
        using CancellationTokenSource source = new();
        long allocated = 0;
        for (int i = -10; i < 100; i++)
        {
            _pair.Feed(Packets.Numbered(1));
            long before = GC.GetAllocatedBytesForCurrentThread();
            ValueTask<int> read = _pair.Device.ReadAsync(_buffer, source.Token);
            ValueTask write = _pair.Device.WriteAsync(_buffer.AsMemory(0, 32), source.Token);
            allocated += i < 0 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(read.IsCompletedSuccessfully && write.IsCompletedSuccessfully);
            Assert.NotNull(_pair.Take());
        }

        Assert.Equal(0, allocated);
    }

    private static int CountWaitingThreads() => Background.CountThreads("TunPS async");
}
