namespace TunPS.Behaviour.Tests;

/// <summary>A CancellationToken ends every call, as an event does.</summary>
[Collection(nameof(LeakTests))]
public sealed class CancellationTests : IDisposable
{
    private readonly SocketPair _pair = new();
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];
    private readonly int[] _lengths = new int[4];

    public static TheoryData<string> Calls() =>
    [
        "Read", "ReadScatter", "ReadBatch", "Write", "WriteGather", "WriteBatch", "WaitReadable", "WaitWritable", "Group",
    ];

    public void Dispose() => _pair.Dispose();

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Cancelling_ends_a_call_that_waits(string call)
    {
        _ = _pair.Fill();
        using CancellationTokenSource source = new();
        Task<bool> blocked = Background.RunUntilBlocked(() => Make(call, source.Token));
        await source.CancelAsync();

        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => blocked.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(source.Token, e.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_token_that_is_cancelled_already_beats_everything(string call)
    {
        using InterruptEvent stop = new();
        stop.Trigger();
        _pair.Feed(Packets.Numbered(1));

        _ = Assert.ThrowsAny<OperationCanceledException>(() => Make(call, new CancellationToken(canceled: true), stop));

        Assert.Null(_pair.Take());
        Assert.Equal(32, _pair.Device.Read(_buffer));
    }

    [Fact]
    public void A_token_that_is_not_cancelled_changes_nothing()
    {
        using CancellationTokenSource source = new();
        Assert.Equal(
            WaitStatus.TimedOut,
            _pair.Device.TryRead(_buffer, out _, TimeSpan.FromMilliseconds(1), cancellationToken: source.Token).Status);
        _pair.Feed(Packets.Numbered(1));
        Assert.Equal(32, _pair.Device.Read(_buffer, cancellationToken: source.Token));
    }

    [Fact]
    public async Task A_cancellation_that_comes_as_the_wait_ends_does_not_keep_the_next_one_awake()
    {
        for (int i = 0; i < 100; i++)
        {
            using CancellationTokenSource source = new();
            Task cancel = Task.Run(source.Cancel);
            _ = Record.Exception(() => _pair.Device.WaitReadable(TimeSpan.FromTicks(1), cancellationToken: source.Token));
            await cancel;
            using CancellationTokenSource other = new();

            // It sleeps: one that found its event still triggered would look again and again.
            Task<WaitResult> next = Background.RunUntilBlocked(() => _pair.Device.WaitReadable(cancellationToken: other.Token));
            await other.CancelAsync();
            _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(TimeSpan.FromSeconds(30)));
        }
    }

    [Fact]
    public void Waiting_with_a_token_allocates_nothing()
    {
        using CancellationTokenSource source = new();
        long allocated = 0;
        for (int i = -10; i < 100; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            _ = _pair.Device.TryRead(_buffer, out _, TimeSpan.FromTicks(1), cancellationToken: source.Token);
            allocated += i < 0 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    // False stands for a call that ended in another way than by the token.
    private bool Make(string call, CancellationToken token, params InterruptEvent[] events)
    {
        TimeSpan forever = Timeout.InfiniteTimeSpan;
        TunDevice device = _pair.Device;
        byte[] packet = Packets.Numbered(2);
        WaitResult result = call switch
        {
            "Read" => device.TryRead(_buffer, out _, forever, events, token),
            "ReadScatter" => device.TryRead([_buffer], out _, forever, events, token),
            "ReadBatch" => device.TryReadBatch(_buffer, _lengths, out _, forever, events, token),
            "Write" => device.TryWrite(packet, forever, events, token),
            "WriteGather" => device.TryWrite([packet], forever, events, token),
            "WriteBatch" => device.TryWriteBatch(packet, [packet.Length], out _, forever, events, token),
            "WaitReadable" => device.WaitReadable(forever, events, token),
            "WaitWritable" => device.WaitWritable(forever, events, token),
            "Group" => new TunDeviceGroup(device).TryRead(_buffer, out _, out _, forever, events, token),
            _ => throw new ArgumentOutOfRangeException(nameof(call)),
        };
        return result.Status == WaitStatus.Ready;
    }
}
