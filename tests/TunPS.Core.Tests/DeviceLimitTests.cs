using Microsoft.Win32.SafeHandles;

namespace TunPS.Core.Tests;

/// <summary>A real device among many other descriptors.</summary>
[Collection(nameof(LeakTests))]
public sealed class DeviceLimitTests
{
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
}
