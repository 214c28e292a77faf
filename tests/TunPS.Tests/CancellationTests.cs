using System.Management.Automation.Runspaces;

namespace TunPS.Tests;

/// <summary>
/// Every command that can block, and every way in which PowerShell itself ends a command: each end is prompt and
/// quiet, leaves the caller's event alone and nothing behind, and the next call works.
/// </summary>
[Collection(nameof(Session))]
public sealed class CancellationTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly SocketPair _idle = new();
    private readonly SocketPair _full = new();
    private readonly InterruptEvent _event = new();
    private readonly Session _session = new();

    public CancellationTests()
    {
        _ = _full.Fill();
        SetVariables((name, value) => _session[name] = value);
    }

    public static TheoryData<string> Commands() =>
    [
        "Receive-TunPacket $idle -Continuous -InterruptEvent $event",
        "Receive-TunPacket $idle, $full -Timeout 3600 -InterruptEvent $event",
        "Wait-TunDevice $idle -InterruptEvent $event",
        "Wait-TunDevice $full -Writable -Timeout 3600 -InterruptEvent $event",
        "Send-TunPacket $full $packet -InterruptEvent $event",
        "$packet | Send-TunPacket $full -Timeout 3600 -InterruptEvent $event",
    ];

    public void Dispose()
    {
        _session.Dispose();
        _idle.Dispose();
        _full.Dispose();
        _event.Dispose();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_stop_ends_it_and_leaves_nothing_behind(string command)
    {
        Stop(command);
        Leaks.AssertNone(() => Stop(command));
        AssertTheNextCallWorks();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_end_of_its_runspace_ends_it(string command)
    {
        for (int round = 0; round < 10; round++)
        {
            using Runspace runspace = Session.OpenRunspace();
            SetVariables((name, value) => runspace.SessionStateProxy.SetVariable(name, value));
            using PowerShell shell = PowerShell.Create(runspace);
            using PSDataCollection<PSObject> output = [];
            TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
            output.DataAdded += (_, _) => ready.TrySetResult();
            IAsyncResult invocation = shell.AddScript($"'ready'; {command}").BeginInvoke<PSObject, PSObject>(null, output);
            await ready.Task.WaitAsync(s_patience);
            await Task.Run(runspace.Close).WaitAsync(s_patience);

            _ = Assert.ThrowsAny<Exception>(() => shell.EndInvoke(invocation));
            Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
            Assert.Empty(shell.Streams.Error);
            Assert.Equal("ready", Assert.Single(output).ToString());
        }

        AssertTheNextCallWorks();
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_stop_before_it_begins_to_wait_ends_it_too(string command)
    {
        // Long before, just before, and in the middle of the call.
        for (int round = 0; round < 50; round++)
        {
            using PowerShell shell = _session.Prepare(command);
            using CancellationTokenSource isOver = new();
            Task stops = Task.Run(() =>
            {
                Thread.SpinWait(round * 10_000);
                while (!isOver.IsCancellationRequested)
                {
                    // One that comes before the begin does nothing.
                    shell.Stop();
                }
            });
            _ = Record.Exception(() => shell.Invoke());
            await isOver.CancelAsync();
            await stops;

            Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
            Assert.Empty(shell.Streams.Error);
        }

        AssertTheNextCallWorks();
    }

    [Fact]
    public void What_a_stop_kept_from_the_pipeline_comes_first_in_the_next_receive_and_in_order()
    {
        _idle.Feed(Packets.Numbered(3));
        Keep(2, DateTime.UtcNow.AddSeconds(-1));
        Keep(1, DateTime.UtcNow.AddSeconds(-2));

        Assert.Equal(WaitStatus.Ready, _session.RunFor<WaitStatus>("Wait-TunDevice $idle -Timeout 0"));
        _event.Trigger();
        Assert.Empty(_session.Run("Receive-TunPacket $idle -InterruptEvent $event"));
        Assert.Equal(WaitStatus.Interrupted, _session.RunFor<WaitStatus>("Wait-TunDevice $idle -InterruptEvent $event"));
        Assert.Equal(Packets.Numbered(1), _session.RunFor<TunPacket>("Receive-TunPacket $idle").Data);
        Assert.Equal(
            [Packets.Numbered(2), Packets.Numbered(3)],
            _session.Run("Receive-TunPacket $idle -Count 2 -AsByteArray").Select(array => (byte[])array.BaseObject));
        Assert.Empty(_session.Run("Receive-TunPacket $idle -Timeout 0"));
    }

    [Fact]
    public void Packets_whose_order_is_unknown_come_out_in_different_receives()
    {
        DateTime now = DateTime.UtcNow;
        Keep(1, now, now.AddMilliseconds(-10));
        Keep(2, now.AddMilliseconds(1), now.AddMilliseconds(-5));

        _ = Assert.Single(_session.Run("Receive-TunPacket $idle -Continuous -Timeout 0"));
        _ = Assert.Single(_session.Run("Receive-TunPacket $idle -Continuous -Timeout 0"));
        Assert.Empty(_session.Run("Receive-TunPacket $idle -Continuous -Timeout 0"));
    }

    private void Keep(int number, DateTime read, DateTime? began = null)
        => KeptPackets.Keep(new ReadPacket(Packets.Numbered(number), _idle.Device, read, began ?? read));

    private void Stop(string command)
    {
        using PowerShell shell = _session.Prepare(command);
        using PSDataCollection<PSObject> output = [];
        Task stop = Background.WhenThisThreadBlocks(shell.Stop);
        _ = Record.Exception(() => shell.Invoke(null, output));
        stop.GetAwaiter().GetResult();

        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        Assert.Empty(output);
        Assert.Empty(shell.Streams.Error);
        Assert.Empty(shell.Streams.Warning);
    }

    private void AssertTheNextCallWorks()
    {
        Assert.False(_event.IsTriggered);
        Assert.False(_idle.Device.IsClosed || _full.Device.IsClosed);
        _idle.Feed(Packets.Numbered(5));
        Assert.Equal(
            Packets.Numbered(5), _session.RunFor<TunPacket>("Receive-TunPacket $idle -Timeout 30 -InterruptEvent $event").Data);
        while (_full.Take() is not null)
        {
        }

        Assert.Equal(WaitStatus.Ready, _session.RunFor<WaitStatus>("Wait-TunDevice $full -Writable -Timeout 30"));
        _ = _session.Run("Send-TunPacket $full $packet -InterruptEvent $event");
        Assert.Empty(_session.Errors);
        Assert.Equal(Packets.Numbered(1), _full.Take());
        Assert.Null(_full.Take());
    }

    private void SetVariables(Action<string, object> set)
    {
        set("idle", _idle.Device);
        set("full", _full.Device);
        set("event", _event);
        set("packet", Packets.Numbered(1));
    }
}
