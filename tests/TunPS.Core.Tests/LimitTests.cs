using Microsoft.Win32.SafeHandles;

namespace TunPS.Core.Tests;

/// <summary>Many descriptors at once.</summary>
[Collection(nameof(LeakTests))]
public sealed class LimitTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [DeviceFact]
    public void Descriptors_beyond_1024_serve_like_all_others() => NetworkNamespace.Run(() =>
    {
        SafeFileHandle[] others = [.. Enumerable.Range(0, 2000).Select(_ => File.OpenHandle("/dev/null"))];
        using TunDevice device = QuietDevice.Create();
        Assert.True(device.Queue.Handle.DangerousGetHandle() > 2000);
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        using InterruptEvent stop = new();
        Task<WaitResult> read = Background.RunUntilBlocked(
            () => device.TryRead(buffer, out _, Timeout.InfiniteTimeSpan, [stop]));
        stop.Trigger(7);
        Assert.Equal(7, Background.Result(read).Value);

        Task<int> asynchronous = device.ReadAsync(buffer).AsTask();
        device.Write(Packets.Echo());
        Assert.Equal(44, Background.Result(asynchronous));
        Array.ForEach(others, other => other.Dispose());
    });

    [Fact]
    public async Task A_wait_can_watch_hundreds_of_devices()
    {
        SocketPair[] pairs = [.. Enumerable.Range(0, 500).Select(_ => new SocketPair())];
        TunDeviceGroup group = new([.. pairs.Select(pair => pair.Device)]);
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        TunDevice? source = null;
        Task<WaitResult> read = Background.RunUntilBlocked(
            () => group.TryRead(buffer, out _, out source, Timeout.InfiniteTimeSpan));
        pairs[^1].Feed(Packets.Numbered(1));

        Assert.Equal(WaitStatus.Ready, (await read.WaitAsync(s_patience)).Status);
        Assert.Same(pairs[^1].Device, source);
        Array.ForEach(pairs, pair => pair.Dispose());
    }
}
