namespace TunPS.Behaviour.Tests;

/// <summary>Many descriptors at once.</summary>
[Collection(nameof(LeakTests))]
public sealed class LimitTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

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
