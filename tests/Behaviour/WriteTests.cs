using System.Diagnostics;

namespace TunPS.Behaviour.Tests;

public sealed class WriteTests : IDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(20);

    private readonly SocketPair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void One_write_is_one_packet_byte_for_byte()
    {
        byte[] packet = Packets.Udp(1000);
        _pair.Device.Write(packet);

        Assert.Equal(packet, _pair.Take());
        Assert.Null(_pair.Take());
    }

    [Theory]
    [InlineData(0, 0x45, "empty")]
    [InlineData(1, 0x45, "header")]
    [InlineData(19, 0x45, "header")]
    [InlineData(39, 0x60, "header")]
    [InlineData(100, 0x70, "the version 7")]
    [InlineData(65536, 0x45, "at most")]
    public void What_is_no_IP_packet_is_refused_with_the_reason(int length, byte first, string reason)
    {
        byte[] bytes = new byte[length];
        if (length > 0)
        {
            bytes[0] = first;
        }

        TunException e = Assert.Throws<TunException>(() => _pair.Device.Write(bytes));

        Assert.Equal(TunError.InvalidPacket, e.Error);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Null(_pair.Take());
    }

    [Fact]
    public void A_packet_that_is_damaged_behind_its_first_byte_goes_out_as_it_is()
    {
        byte[] bytes = new byte[20];
        bytes[0] = 0x4F;
        _pair.Device.Write(bytes);

        Assert.Equal(bytes, _pair.Take());
    }

    [Fact]
    public async Task A_write_waits_for_room()
    {
        int fill = _pair.Fill();
        Task<WaitResult> write = Background.RunUntilBlocked(
            () => _pair.Device.TryWrite(Packets.Numbered(1), Timeout.InfiniteTimeSpan));
        for (int i = 0; i < fill; i++)
        {
            Assert.NotNull(_pair.Take());
        }

        Assert.Equal(WaitStatus.Ready, (await write).Status);
        Assert.Equal(Packets.Numbered(1), _pair.Take());
    }

    [Fact]
    public void A_timeout_ends_a_write_not_before_its_time_and_nothing_is_sent()
    {
        int fill = _pair.Fill();
        Stopwatch watch = Stopwatch.StartNew();

        WaitResult result = _pair.Device.TryWrite(Packets.Udp(1), s_soon);

        Assert.Equal(WaitStatus.TimedOut, result.Status);
        Assert.True(watch.Elapsed >= s_soon);
        _ = Assert.Throws<TimeoutException>(() => _pair.Device.Write(Packets.Udp(1), s_soon));
        for (int i = 0; i < fill; i++)
        {
            Assert.NotNull(_pair.Take());
        }

        Assert.Null(_pair.Take());
    }

    [Fact]
    public void A_triggered_event_keeps_a_packet_from_being_sent()
    {
        using InterruptEvent stop = new();
        stop.Trigger(3);

        TunInterruptedException e = Assert.Throws<TunInterruptedException>(
            () => _pair.Device.Write(Packets.Udp(1), events: [stop]));

        Assert.Equal(3, e.Value);
        Assert.Null(_pair.Take());
    }

    [Fact]
    public async Task An_event_ends_a_write_that_waits()
    {
        using InterruptEvent stop = new();
        _ = _pair.Fill();
        Task<WaitResult> write = Background.RunUntilBlocked(() => _pair.Device.TryWrite(Packets.Udp(1), Timeout.InfiniteTimeSpan, [stop]));
        stop.Trigger(4);

        Assert.Equal(4, (await write).Value);
    }

    [Fact]
    public async Task Disposing_the_device_ends_a_write_that_waits()
    {
        _ = _pair.Fill();
        Task<WaitResult> write = Background.RunUntilBlocked(
            () => _pair.Device.TryWrite(Packets.Udp(1), Timeout.InfiniteTimeSpan));
        _pair.Device.Dispose();

        _ = await Assert.ThrowsAsync<ObjectDisposedException>(() => write);
    }

    [Fact]
    public void WaitWritable_tells_when_there_is_room()
    {
        Assert.SkipUnless(SocketPair.TellsOfRoom, SocketPair.RoomIsNotTold);
        Assert.Equal(WaitStatus.Ready, _pair.Device.WaitWritable().Status);
        int fill = _pair.Fill();
        Assert.Equal(WaitStatus.TimedOut, _pair.Device.WaitWritable(s_soon).Status);
        for (int i = 0; i < fill; i++)
        {
            Assert.NotNull(_pair.Take());
        }

        Assert.Equal(WaitStatus.Ready, _pair.Device.WaitWritable(s_soon).Status);
    }

    [Fact]
    public async Task A_blocked_writer_does_not_hold_up_a_reader()
    {
        _ = _pair.Fill();
        using InterruptEvent stop = new();
        Task<WaitResult> write = Background.RunUntilBlocked(() => _pair.Device.TryWrite(Packets.Udp(1), Timeout.InfiniteTimeSpan, [stop]));
        _pair.Feed(Packets.Numbered(1));

        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        Assert.Equal(Packets.Numbered(1), buffer[.._pair.Device.Read(buffer)]);
        Assert.False(write.IsCompleted);
        stop.Trigger();
        Assert.Equal(WaitStatus.Interrupted, (await write).Status);
    }

    [Fact]
    public void Writing_allocates_nothing_per_packet()
    {
        using InterruptEvent stop = new();
        byte[] packet = Packets.Udp(10);
        TimeSpan timeout = TimeSpan.FromSeconds(5);
        using SocketPair fullPair = new();
        _ = fullPair.Fill();
        long allocated = 0;
        for (int i = -10; i < 100; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = _pair.Device.TryWrite(packet, timeout, [stop]);
            _pair.Device.Write(packet, timeout, [stop]);
            _ = fullPair.Device.TryWrite(packet, TimeSpan.FromTicks(1), [stop]);
            allocated += i < 0 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.NotNull(_pair.Take());
            Assert.NotNull(_pair.Take());
        }

        Assert.Equal(0, allocated);
    }
}
