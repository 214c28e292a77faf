namespace TunPS.Tests;

/// <summary>Sending while the queue towards the system is full; a socketpair plays the system.</summary>
[Collection(nameof(Session))]
public sealed class BlockedSendTests : IDisposable
{
    private readonly SocketPair _pair = new();
    private readonly Session _session = new();
    private readonly int _queued;

    public BlockedSendTests()
    {
        _queued = _pair.Fill();
        _session["d"] = _pair.Device;
        _session["b"] = Packets.Numbered(1);
    }

    public void Dispose()
    {
        _session.Dispose();
        _pair.Dispose();
    }

    [Fact]
    public void A_send_that_expires_is_an_error_that_carries_the_packet()
    {
        _ = _session.Run("Send-TunPacket $d $b -Timeout 0.01");

        ErrorRecord error = Assert.Single(_session.Errors);
        Assert.Equal("TunTimeout,TunPS.Commands.SendTunPacketCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.OperationTimeout, error.CategoryInfo.Category);
        Assert.Equal(Packets.Numbered(1), ((TunPacket)error.TargetObject).Data);
    }

    [Fact]
    public void Each_packet_that_was_not_sent_is_an_error_of_its_own()
    {
        _ = _session.Run("Send-TunPacket $d $b, $b, $b -Timeout 0");

        Assert.Equal(3, _session.Errors.Count);
    }

    [Fact]
    public async Task An_event_ends_a_send_that_waits()
    {
        using InterruptEvent stop = new();
        _session["e"] = stop;
        Task trigger = Background.WhenThisThreadBlocks(() => stop.Trigger(6));
        _ = _session.Run("Send-TunPacket $d $b -InterruptEvent $e");
        await trigger;

        ErrorRecord error = Assert.Single(_session.Errors);
        Assert.Equal("TunInterrupted,TunPS.Commands.SendTunPacketCommand", error.FullyQualifiedErrorId);
        Assert.Equal(6, ((TunInterruptedException)error.Exception).Value);
    }

    [Fact]
    public async Task A_stop_ends_a_send_that_waits_and_says_nothing()
    {
        using PowerShell send = _session.Prepare("Send-TunPacket $d $b");
        Task stop = Background.WhenThisThreadBlocks(send.Stop);
        _ = Record.Exception(() => send.Invoke());
        await stop;

        Assert.Equal(PSInvocationState.Stopped, send.InvocationStateInfo.State);
        Assert.Empty(send.Streams.Error);
        TakeWhatWasQueued();
        Assert.Null(_pair.Take());
    }

    [Fact]
    public async Task Room_in_the_queue_lets_a_send_go_on()
    {
        Task makeRoom = Background.WhenThisThreadBlocks(TakeWhatWasQueued);
        _ = _session.Run("Send-TunPacket $d $b");
        await makeRoom;

        Assert.Empty(_session.Errors);
        Assert.Equal(Packets.Numbered(1), _pair.Take());
    }

    private void TakeWhatWasQueued()
    {
        for (int i = 0; i < _queued; i++)
        {
            Assert.NotNull(_pair.Take());
        }
    }
}
