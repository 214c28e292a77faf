using System.Diagnostics;

namespace TunPS.Behaviour.Tests;

public sealed class PauseTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private readonly SocketPair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void A_pause_lasts_as_long_as_asked_whatever_there_is_to_read()
    {
        _pair.Feed(Packets.Udp(10));
        Stopwatch watch = Stopwatch.StartNew();

        Assert.Equal(WaitStatus.TimedOut, _pair.Device.Pause(TimeSpan.FromMilliseconds(50)).Status);
        Assert.InRange(watch.Elapsed.TotalMilliseconds, 50, 5000);
    }

    [Fact]
    public async Task An_event_ends_a_pause()
    {
        using InterruptEvent stop = new();
        Task<WaitResult> pause = Background.RunUntilBlocked(() => _pair.Device.Pause(s_long, [stop]));
        stop.Trigger(9);

        Assert.Equal(9, (await pause).Value);
    }

    [Fact]
    public async Task Closing_the_device_ends_a_pause()
    {
        Task<WaitResult> pause = Background.RunUntilBlocked(() => _pair.Device.Pause(s_long));
        _pair.Device.Dispose();

        _ = await Assert.ThrowsAsync<ObjectDisposedException>(() => pause);
    }
}
