namespace TunPS.Behaviour.Tests;

/// <summary>One packet, several places in memory.</summary>
public sealed class ScatterGatherTests : IDisposable
{
    private readonly SocketPair _pair = new();
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void A_scattered_read_fills_one_buffer_after_the_other()
    {
        byte[] packet = Packets.Udp(100);
        byte[] header = new byte[20];
        byte[] udp = new byte[8];
        _pair.Feed(packet);

        int length = _pair.Device.Read([header, Memory<byte>.Empty, udp, _buffer]);

        Assert.Equal(packet.Length, length);
        byte[] read = [.. header, .. udp, .. _buffer[..(length - 28)]];
        Assert.Equal(packet, read);
    }

    [Fact]
    public void A_scattered_read_that_is_short_leaves_the_other_buffers_alone()
    {
        byte[] rest = [1, 2, 3];
        _pair.Feed(Packets.Udp(4));

        Assert.Equal(32, _pair.Device.Read([_buffer, rest]));
        Assert.Equal([1, 2, 3], rest);
    }

    [Fact]
    public void Buffers_that_could_cut_a_packet_together_are_refused_and_the_packet_stays()
    {
        _pair.Feed(Packets.Udp(10));

        _ = Assert.Throws<ArgumentException>(() => _pair.Device.Read([new byte[20], new byte[65_514]]));
        _ = Assert.Throws<ArgumentException>(() => _pair.Device.TryRead(ReadOnlySpan<Memory<byte>>.Empty, out _));
        Assert.Equal(WaitStatus.Ready, _pair.Device.TryRead(_buffer, out _).Status);
    }

    [Fact]
    public void More_buffers_than_the_kernel_takes_are_refused()
    {
        Memory<byte>[] buffers = new Memory<byte>[1025];
        Array.Fill(buffers, new byte[65]);
        _pair.Feed(Packets.Udp(10));

        Assert.Contains(
            "1024", Assert.Throws<ArgumentException>(() => _pair.Device.Read(buffers)).Message, StringComparison.Ordinal);
        Assert.Equal(38, _pair.Device.Read(buffers.AsSpan(0, 1024)));
        _ = Assert.Throws<ArgumentException>(() => _pair.Device.Write(new ReadOnlyMemory<byte>[1025]));
    }

    [Fact]
    public void As_many_pieces_as_there_may_be_are_one_packet_both_ways()
    {
        byte[] packet = Packets.Udp(2000);
        ReadOnlyMemory<byte>[] pieces =
        [
            .. Enumerable.Range(0, 1023).Select(i => (ReadOnlyMemory<byte>)packet.AsMemory(i, 1)), packet.AsMemory(1023),
        ];
        _pair.Device.Write(pieces);
        Assert.Equal(packet, _pair.Take());

        Memory<byte>[] buffers = [.. Enumerable.Range(0, 1023).Select(_ => new Memory<byte>(new byte[1])), _buffer];
        _pair.Feed(packet);
        Assert.Equal(packet.Length, _pair.Device.Read(buffers));
        Assert.Equal(packet, buffers.SelectMany(buffer => buffer.ToArray()).Take(packet.Length));
    }

    [Fact]
    public void A_scattered_read_waits_is_interrupted_and_expires_like_any_other()
    {
        using InterruptEvent stop = new();
        Memory<byte>[] buffers = [new byte[20], _buffer];
        Assert.Equal(
            WaitStatus.TimedOut, _pair.Device.TryRead(buffers, out int length, TimeSpan.FromMilliseconds(1)).Status);
        Assert.Equal(0, length);

        _pair.Feed(Packets.Numbered(1));
        stop.Trigger(4);
        Assert.Equal(4, _pair.Device.TryRead(buffers, out _, Timeout.InfiniteTimeSpan, [stop]).Value);
        stop.Reset();
        Assert.Equal(WaitStatus.Ready, _pair.Device.TryRead(buffers, out _, Timeout.InfiniteTimeSpan, [stop]).Status);
    }

    [Fact]
    public void A_gathered_write_is_one_packet()
    {
        byte[] packet = Packets.Udp(100);
        _pair.Device.Write([ReadOnlyMemory<byte>.Empty, packet.AsMemory(0, 1), packet.AsMemory(1, 27), packet.AsMemory(28)]);

        Assert.Equal(packet, _pair.Take());
        Assert.Null(_pair.Take());
    }

    [Theory]
    [InlineData(0, "empty")]
    [InlineData(19, "header")]
    [InlineData(65_536, "at most")]
    public void What_is_no_IP_packet_is_refused_in_pieces_as_in_one(int length, string reason)
    {
        byte[] bytes = new byte[length];
        bytes.AsSpan().Fill(0x45);
        ReadOnlyMemory<byte>[] pieces = [bytes.AsMemory(0, length / 2), bytes.AsMemory(length / 2)];

        TunException e = Assert.Throws<TunException>(() => _pair.Device.Write(pieces));

        Assert.Equal(TunError.InvalidPacket, e.Error);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Null(_pair.Take());
    }

    [Fact]
    public async Task An_event_ends_a_gathered_write_that_waits()
    {
        using InterruptEvent stop = new();
        _ = _pair.Fill();
        Task<WaitResult> write = Background.RunUntilBlocked(
            () => _pair.Device.TryWrite([Packets.Udp(1)], Timeout.InfiniteTimeSpan, [stop]));
        stop.Trigger(4);

        Assert.Equal(4, (await write.WaitAsync(TimeSpan.FromSeconds(30))).Value);
    }

    [Fact]
    public void Scatter_and_gather_allocate_nothing_per_packet()
    {
        Memory<byte>[] buffers = [new byte[20], _buffer];
        ReadOnlyMemory<byte>[] pieces = [Packets.Udp(10).AsMemory(0, 20), Packets.Udp(10).AsMemory(20)];
        long allocated = 0;
        for (int i = -10; i < 100; i++)
        {
            _pair.Feed(Packets.Udp(10));
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = _pair.Device.TryRead(buffers, out _);
            _ = _pair.Device.TryWrite(pieces);
            allocated += i < 0 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.NotNull(_pair.Take());
        }

        Assert.Equal(0, allocated);
    }
}
