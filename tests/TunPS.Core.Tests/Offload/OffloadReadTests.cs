using TunPS.Native;
using TunPS.Native.Linux;
using TunPS.Platform;

namespace TunPS.Core.Tests.Offload;

/// <summary>A device with offload gives ordinary packets, whatever is read from its queue.</summary>
public sealed class OffloadReadTests : IDisposable
{
    private const int Size = 100;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(20);
    private static readonly OffloadFlow s_flow = new();

    private readonly SocketPair _pair = new(OffloadLevel.TcpAndUdp);
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void An_ordinary_packet_comes_without_its_header_and_with_its_checksum()
    {
        _pair.Feed(default, Packets.Numbered(1));
        _pair.Feed(s_flow.Header(0) with { GsoType = 0 }, s_flow.Super(Payload(51)));

        Assert.Equal(Packets.Numbered(1), Read());
        Assert.Equal(s_flow.Packet(Payload(51)), Read());
        Assert.Null(Read());
        Assert.True(_pair.Device is { HasOffload: true, HasUdpOffload: true });
    }

    [Fact]
    public void Segments_come_one_by_one_before_anything_new_and_without_a_wait()
    {
        byte[][] segments = FeedSegments(3);
        _pair.Feed(default, Packets.Numbered(1));

        Assert.False(_pair.Device.HasPendingSegments);
        Assert.Equal(segments[0], Read());
        Assert.True(_pair.Device.HasPendingSegments);
        Assert.Equal(WaitStatus.Ready, _pair.Device.WaitReadable(TimeSpan.Zero).Status);
        Assert.Equal(segments[1], Read());
        Assert.Equal(segments[2], Read());
        Assert.False(_pair.Device.HasPendingSegments);
        Assert.Equal(Packets.Numbered(1), Read());
        Assert.Equal(WaitStatus.TimedOut, _pair.Device.WaitReadable(TimeSpan.Zero).Status);
    }

    [Fact]
    public async Task Every_form_of_reading_goes_on_with_the_segments()
    {
        byte[][] segments = FeedSegments(7);
        Memory<byte>[] pieces = [_buffer.AsMemory(0, 10), default, _buffer.AsMemory(10)];
        TunDeviceGroup group = new(_pair.Device);
        byte[] batch = new byte[2 * TunDevice.MaxPacketLength];
        int[] lengths = new int[2];

        Assert.Equal(segments[0], _buffer[.._pair.Device.Read(pieces)]);
        Assert.Equal(segments[1], _buffer[.._pair.Device.Read(_buffer)]);
        Assert.Equal(WaitStatus.Ready, group.WaitReadable(TimeSpan.Zero).Status);
        Assert.Equal(WaitStatus.Ready, group.TryRead(_buffer, out int length, out _).Status);
        Assert.Equal(segments[2], _buffer[..length]);
        Task<int> read = _pair.Device.ReadAsync(_buffer).AsTask();
        Assert.True(read.IsCompletedSuccessfully);
        Assert.Equal(segments[3], _buffer[..await read]);
        Assert.Equal(2, _pair.Device.ReadBatch(batch, lengths));
        Assert.Equal(segments[4..6].SelectMany(segment => segment), batch[..lengths.Sum()]);
        Assert.Equal(segments[6], _buffer[.._pair.Device.Read(pieces)]);
        Assert.Null(Read());
    }

    [Fact]
    public void A_batch_that_begins_with_a_super_packet_goes_on_behind_it()
    {
        byte[][] segments = FeedSegments(3);
        _pair.Feed(default, Packets.Numbered(1));
        byte[] batch = new byte[2 * TunDevice.MaxPacketLength];
        int[] lengths = new int[8];

        Assert.Equal(4, _pair.Device.ReadBatch(batch, lengths));
        Assert.Equal([.. segments.SelectMany(segment => segment), .. Packets.Numbered(1)], batch[..lengths.Sum()]);
    }

    [Fact]
    public void An_event_beats_segments()
    {
        byte[][] segments = FeedSegments(2);
        using InterruptEvent stop = new();
        Assert.Equal(segments[0], Read());
        stop.Trigger(7);

        Assert.Equal(7, _pair.Device.WaitReadable(null, [stop]).Value);
        Assert.Equal(7, _pair.Device.TryRead(_buffer, out _, s_patience, [stop]).Value);
        Assert.Equal(segments[1], Read());
    }

    [Fact]
    public void Closing_beats_segments()
    {
        _ = FeedSegments(2);
        _ = Read();
        _pair.Device.Dispose();

        _ = Assert.Throws<ObjectDisposedException>(() => _pair.Device.Read(_buffer));
        _ = Assert.Throws<ObjectDisposedException>(() => _pair.Device.WaitReadable(TimeSpan.Zero));
    }

    [Fact]
    public void Who_sleeps_is_woken_for_what_another_reader_leaves_and_only_for_that()
    {
        OffloadReader reader = _pair.Device.OffloadReader!;
        int descriptor = reader.BorrowDescriptor();
        Assert.False(IsReadable(descriptor));
        _ = FeedSegments(1);
        _ = Read();
        Assert.False(IsReadable(descriptor));

        _ = FeedSegments(3);
        _ = Read();
        Assert.True(IsReadable(descriptor));
        _ = Read();
        Assert.True(IsReadable(descriptor));
        _ = Read();
        Assert.False(IsReadable(descriptor));

        reader.ReturnDescriptor();
        _ = FeedSegments(2);
        _ = Read();
        Assert.False(IsReadable(descriptor));
    }

    [Fact]
    public async Task Of_two_that_sleep_one_takes_the_super_packet_and_the_other_what_is_left()
    {
        for (int round = 0; round < 50; round++)
        {
            Task<byte[]> one = Background.RunUntilBlocked(Sleep);
            Task<byte[]> other = Background.RunUntilBlocked(Sleep);
            byte[][] segments = FeedSegments(2);

            AssertSame(segments, await Task.WhenAll(one, other).WaitAsync(s_patience));
        }
    }

    [Fact]
    public async Task An_asynchronous_reader_is_woken_for_what_another_leaves()
    {
        for (int round = 0; round < 200; round++)
        {
            byte[] mine = new byte[TunDevice.MaxPacketLength];
            Task<int> read = _pair.Device.ReadAsync(mine).AsTask();
            byte[][] segments = FeedSegments(2);
            byte[]? other = Read();
            byte[] async = mine[..await read.WaitAsync(s_patience)];

            other ??= Read();
            AssertSame(segments, [async, other!]);
        }
    }

    [Fact]
    public void Readers_in_parallel_share_all_segments_and_lose_none()
    {
        const int Supers = 300;
        const int Each = 20;
        int left = Supers * Each;
        Task<List<byte[]>>[] readers = [.. Enumerable.Range(0, 3).Select(_ => Background.Run(() =>
        {
            List<byte[]> all = [];
            byte[] buffer = new byte[TunDevice.MaxPacketLength];
            while (Volatile.Read(ref left) > 0)
            {
                if (_pair.Device.TryRead(buffer, out int length, s_soon).Status == WaitStatus.Ready)
                {
                    all.Add(buffer[..length]);
                    _ = Interlocked.Decrement(ref left);
                }
            }

            return all;
        }))];
        List<byte[]> fed = [];
        for (int i = 0; i < Supers; i++)
        {
            fed.AddRange(FeedSegments(Each, (ushort)(1000 + i)));
        }

        AssertSame(fed, readers.SelectMany(Background.Result));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using InterruptEvent stop = new();
        byte[] batch = new byte[2 * TunDevice.MaxPacketLength];
        int[] lengths = new int[8];
        byte[] super = s_flow.Super(Payload(3 * Size));
        long allocated = 0;
        for (int i = -10; i < 100; i++)
        {
            _pair.Feed(s_flow.Header(Size), super);
            _pair.Feed(default, super);
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = _pair.Device.TryRead(_buffer, out _, s_patience, [stop]);
            _ = _pair.Device.TryReadBatch(batch, lengths, out int count, s_patience, [stop]);
            allocated += i < 0 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(3, count);
        }

        Assert.Equal(0, allocated);
    }

    private static void AssertSame(IEnumerable<byte[]> expected, IEnumerable<byte[]> actual)
        => Assert.Equal(expected.Select(Convert.ToHexString).Order(), actual.Select(Convert.ToHexString).Order());

    private static unsafe bool IsReadable(int descriptor)
    {
        PollFd poll = new() { Descriptor = descriptor, Interest = Posix.POLLIN };
        TimeSpec now = default;
        return Libc.PPoll(&poll, 1, &now, null) == 1;
    }

    private byte[][] FeedSegments(int count, ushort port = 40000)
    {
        OffloadFlow flow = s_flow with { Port = port };
        byte[] payload = Payload(count * Size);
        _pair.Feed(flow.Header(Size), flow.Super(payload));
        return [.. payload.Chunk(Size).Select((piece, i) => flow.Packet(piece, id: 100 + i))];
    }

    private byte[]? Read()
        => _pair.Device.TryRead(_buffer, out int length).Status == WaitStatus.Ready ? _buffer[..length] : null;

    private byte[] Sleep()
    {
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        return buffer[.._pair.Device.Read(buffer, s_patience)];
    }

    private static byte[] Payload(int length)
    {
        byte[] payload = new byte[length];
        new Random(length).NextBytes(payload);
        return payload;
    }
}
