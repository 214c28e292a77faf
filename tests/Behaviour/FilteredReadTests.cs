using System.Diagnostics;

namespace TunPS.Behaviour.Tests;

public sealed class FilteredReadTests : IDisposable
{
    private static readonly PacketFilter s_dns = new() { Ports = [53] };

    private readonly SocketPair _pair = new();
    private readonly SocketPair _other = new();
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];

    public void Dispose()
    {
        _pair.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Only_what_the_filter_wants_is_given_and_the_rest_is_counted()
    {
        TunDeviceGroup group = new(_pair.Device) { Filter = s_dns };
        byte[] wanted = Packets.Udp(10);
        _pair.Feed(Packets.TcpSyn());
        _pair.Feed(Packets.Echo());
        _pair.Feed(wanted);
        _pair.Feed(Packets.Echo());

        Assert.Equal(WaitStatus.Ready, group.TryRead(_buffer, out int length, out TunDevice? source).Status);
        Assert.Equal(wanted, _buffer[..length]);
        Assert.Same(_pair.Device, source);
        Assert.Equal(2, group.RejectedPackets);
        Assert.Equal(2, _pair.Device.RejectedPackets);
    }

    [Fact]
    public void Without_a_timeout_all_that_is_there_is_looked_at()
    {
        TunDeviceGroup group = new(_pair.Device) { Filter = s_dns };
        _pair.Feed(Packets.Echo());
        _pair.Feed(Packets.Echo());

        Assert.Equal(WaitStatus.TimedOut, group.TryRead(_buffer, out int length, out TunDevice? source).Status);
        Assert.Equal(0, length);
        Assert.Null(source);
        Assert.Equal(2, group.RejectedPackets);
    }

    [Fact]
    public async Task A_flood_of_others_does_not_lengthen_the_timeout()
    {
        TunDeviceGroup group = new(_pair.Device, _other.Device) { Filter = s_dns };
        using CancellationTokenSource over = new();
        byte[] echo = Packets.Echo();

        // Both have something before the flood's thread has begun, which may take its time.
        _pair.Feed(echo);
        _other.Feed(echo);
        Task flood = Task.Run(() =>
        {
            while (!over.IsCancellationRequested)
            {
                _pair.Feed(echo);
                _other.Feed(echo);
            }
        });

        // The feeders block while the queues are full, so that there is always something to read.
        Stopwatch watch = Stopwatch.StartNew();
        WaitResult result = group.TryRead(_buffer, out _, out _, TimeSpan.FromMilliseconds(300));
        watch.Stop();
        await over.CancelAsync();
        while (!flood.IsCompleted)
        {
            _ = _pair.Device.TryRead(_buffer, out _);
            _ = _other.Device.TryRead(_buffer, out _);
        }

        Assert.Equal(WaitStatus.TimedOut, result.Status);
        Assert.InRange(watch.ElapsedMilliseconds, 300, 5000);
        Assert.NotEqual(0, _pair.Device.RejectedPackets);
        Assert.NotEqual(0, _other.Device.RejectedPackets);
    }

    [Fact]
    public void An_event_beats_a_queue_of_others()
    {
        TunDeviceGroup group = new(_pair.Device) { Filter = s_dns };
        using InterruptEvent stop = new();
        stop.Trigger(7);
        _pair.Feed(Packets.Echo());

        Assert.Equal(7, group.TryRead(_buffer, out _, out _, TimeSpan.FromSeconds(30), [stop]).Value);
        Assert.Equal(0, group.RejectedPackets);
    }

    [Fact]
    public async Task A_wait_goes_on_after_a_packet_that_is_not_wanted()
    {
        TunDeviceGroup group = new(_pair.Device) { Filter = s_dns };
        Task<WaitResult> read = Background.RunUntilBlocked(() => group.TryRead(_buffer, out _, out _, TimeSpan.FromSeconds(30)));
        _pair.Feed(Packets.Echo());
        _pair.Feed(Packets.Udp(10));

        Assert.Equal(WaitStatus.Ready, (await read).Status);
        Assert.Equal(1, group.RejectedPackets);
    }
}
