namespace TunPS.Behaviour.Tests;

/// <summary>Many packets in one call, each read or written by itself.</summary>
public sealed class BatchTests : IDisposable
{
    private readonly SocketPair _pair = new();
    private readonly byte[] _buffer = new byte[2 * TunDevice.MaxPacketLength];
    private readonly int[] _lengths = new int[8];

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void A_batch_takes_what_is_there_packet_behind_packet()
    {
        byte[][] packets = [Packets.Udp(10), Packets.Udp(1), Packets.Udp(300)];
        Array.ForEach(packets, packet => _pair.Feed(packet));

        int count = _pair.Device.ReadBatch(_buffer, _lengths);

        Assert.Equal(packets.Select(packet => packet.Length), _lengths[..count]);
        Assert.Equal(packets.SelectMany(packet => packet), _buffer[.._lengths[..count].Sum()]);
    }

    [Fact]
    public void A_batch_takes_no_more_packets_than_there_are_lengths()
    {
        for (int i = 0; i < 3; i++)
        {
            _pair.Feed(Packets.Numbered(i));
        }

        Assert.Equal(2, _pair.Device.ReadBatch(_buffer, _lengths.AsSpan(0, 2)));
        Assert.Equal(1, _pair.Device.ReadBatch(_buffer, _lengths));
        Assert.Equal(Packets.Numbered(2), _buffer[.._lengths[0]]);
    }

    [Fact]
    public void A_batch_ends_before_the_buffer_could_cut_a_packet()
    {
        byte[] large = Packets.Udp(TunDevice.MaxPacketLength - 28);
        _pair.Feed(large);
        _pair.Feed(Packets.Numbered(1));
        _pair.Feed(Packets.Numbered(2));

        Assert.Equal(2, _pair.Device.ReadBatch(_buffer, _lengths));
        Assert.Equal([large.Length, 32], _lengths[..2]);
        Assert.Equal(1, _pair.Device.ReadBatch(_buffer, _lengths));
    }

    [Fact]
    public async Task A_batch_waits_for_its_first_packet_only()
    {
        Task<int> read = Background.RunUntilBlocked(() => _pair.Device.ReadBatch(_buffer, _lengths));
        _pair.Feed(Packets.Numbered(1));

        Assert.Equal(1, await read.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void A_batch_that_gets_nothing_says_why()
    {
        using InterruptEvent stop = new();
        Assert.Equal(WaitStatus.TimedOut, _pair.Device.TryReadBatch(_buffer, _lengths, out int count).Status);
        Assert.Equal(0, count);

        _pair.Feed(Packets.Numbered(1));
        stop.Trigger(3);
        Assert.Equal(3, _pair.Device.TryReadBatch(_buffer, _lengths, out count, default, [stop]).Value);
        Assert.Equal(0, count);
        Assert.Equal(1, _pair.Device.ReadBatch(_buffer, _lengths));
    }

    [Fact]
    public void A_batch_without_room_is_refused()
    {
        _ = Assert.Throws<ArgumentException>(() => _pair.Device.ReadBatch(_buffer, []));
        _ = Assert.Throws<ArgumentException>(() => _pair.Device.ReadBatch(new byte[100], _lengths));
    }

    [Fact]
    public void A_written_batch_goes_out_packet_by_packet()
    {
        byte[][] packets = [Packets.Udp(10), Packets.Udp(1), Packets.Udp(300)];

        int count = _pair.Device.WriteBatch(
            packets.SelectMany(packet => packet).ToArray(), packets.Select(packet => packet.Length).ToArray());

        Assert.Equal(3, count);
        Assert.All(packets, packet => Assert.Equal(packet, _pair.Take()));
        Assert.Null(_pair.Take());
        Assert.Equal(0, _pair.Device.WriteBatch([], []));
    }

    [Fact]
    public void A_written_batch_stops_at_a_full_queue_and_tells_how_far_it_came()
    {
        int room = _pair.Fill();
        Assert.NotNull(_pair.Take());
        while (_pair.Device.WaitWritable(TimeSpan.Zero).Status != WaitStatus.Ready)
        {
            // The socket counts as full until most of it is empty.
            Assert.NotNull(_pair.Take());
        }

        byte[] packets = Enumerable.Repeat(Packets.Udp(4), room + 1).SelectMany(packet => packet).ToArray();
        int[] lengths = Enumerable.Repeat(32, room + 1).ToArray();
        Assert.Equal(WaitStatus.Ready, _pair.Device.TryWriteBatch(packets, lengths, out int first).Status);
        Assert.InRange(first, 1, room);
        Assert.Equal(
            WaitStatus.TimedOut, _pair.Device.TryWriteBatch(packets, lengths, out int second, TimeSpan.FromTicks(1)).Status);
        Assert.Equal(0, second);
    }

    [Fact]
    public void A_bad_packet_in_a_batch_ends_it_and_is_the_error_of_the_next_call()
    {
        byte[] good = Packets.Numbered(1);
        byte[] packets = [.. good, .. new byte[20]];

        Assert.Equal(1, _pair.Device.WriteBatch(packets, [good.Length, 20]));
        TunException e = Assert.Throws<TunException>(() => _pair.Device.WriteBatch(packets.AsSpan(good.Length), [20]));

        Assert.Equal(TunError.InvalidPacket, e.Error);
        Assert.Equal(good, _pair.Take());
        Assert.Null(_pair.Take());
    }

    [Theory]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(-1)]
    public void Lengths_that_do_not_fit_the_bytes_are_refused(int length)
    {
        _ = Assert.ThrowsAny<ArgumentException>(() => _pair.Device.WriteBatch(Packets.Numbered(1), [length]));
        Assert.Null(_pair.Take());
    }

    [Fact]
    public void Batches_allocate_nothing()
    {
        using InterruptEvent stop = new();
        byte[] packets = [.. Packets.Numbered(1), .. Packets.Numbered(2)];
        int[] lengths = [32, 32];
        long allocated = 0;
        for (int i = -10; i < 100; i++)
        {
            _pair.Feed(Packets.Numbered(1));
            _pair.Feed(Packets.Numbered(2));
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = _pair.Device.TryReadBatch(_buffer, _lengths, out _, TimeSpan.FromSeconds(5), [stop]);
            _ = _pair.Device.TryWriteBatch(packets, lengths, out _, TimeSpan.FromSeconds(5), [stop]);
            allocated += i < 0 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.NotNull(_pair.Take());
            Assert.NotNull(_pair.Take());
        }

        Assert.Equal(0, allocated);
    }
}
