namespace TunPS.Core.Tests;

/// <summary>Waiting until a real interface is up, down or gone.</summary>
[Collection(nameof(LeakTests))]
public sealed class DeviceStateWaitTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [DeviceTheory]
    [InlineData(TunDeviceState.Up, "link set tun0 up")]
    [InlineData(TunDeviceState.Down, "link set tun0 down")]
    [InlineData(TunDeviceState.Gone, "link delete tun0")]
    public void A_wait_ends_when_the_system_says_so(TunDeviceState state, string change) => NetworkNamespace.Run(() =>
    {
        IpCommand.Require();
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Down = state == TunDeviceState.Up });
        Task<WaitResult> wait = Background.RunUntilBlocked(() => device.WaitForState(state, s_patience));
        _ = IpCommand.Run(change);

        Assert.Equal(WaitStatus.Ready, Background.Result(wait).Status);
        Assert.Equal(WaitStatus.Ready, device.WaitForState(state, TimeSpan.Zero).Status);
    });

    [DeviceFact]
    public void What_is_so_already_needs_no_wait_and_no_descriptor() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions());

        Leaks.AssertNone(() => Assert.Equal(WaitStatus.Ready, device.WaitForState(TunDeviceState.Up).Status));
    });

    [DeviceFact]
    public void A_wait_that_sees_other_changes_goes_on() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions());
        using TunDevice other = TunDevice.Create(new TunDeviceOptions());
        Task<WaitResult> wait = Background.RunUntilBlocked(() => device.WaitForState(TunDeviceState.Down, s_patience));

        // More than the socket of the watch can hold, so that it overflows, too.
        for (int i = 0; i < 2000; i++)
        {
            other.Interface!.Change(new TunInterfaceChanges { Alias = $"change {i}" });
        }

        Assert.False(wait.IsCompleted);
        device.Interface!.Change(new TunInterfaceChanges { State = TunDeviceState.Down });
        Assert.Equal(WaitStatus.Ready, Background.Result(wait).Status);
    });

    [DeviceFact]
    public void An_event_a_token_a_timeout_and_a_close_end_it_like_every_wait() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions());
        Assert.Equal(
            WaitStatus.TimedOut, device.WaitForState(TunDeviceState.Down, TimeSpan.FromMilliseconds(50)).Status);
        Assert.Equal(WaitStatus.TimedOut, device.WaitForState(TunDeviceState.Down, TimeSpan.Zero).Status);

        using InterruptEvent interrupt = new();
        Task<WaitResult> interrupted = Background.RunUntilBlocked(
            () => device.WaitForState(TunDeviceState.Down, events: [interrupt]));
        interrupt.Trigger(7);
        Assert.Equal(7, Background.Result(interrupted).Value);
        Assert.Equal(
            WaitStatus.Interrupted, device.WaitForState(TunDeviceState.Up, TimeSpan.Zero, [interrupt]).Status);

        using CancellationTokenSource source = new();
        Task<Exception> cancelled = Background.RunUntilBlocked(
            () => Background.Failure(() => device.WaitForState(TunDeviceState.Down, cancellationToken: source.Token)));
        source.Cancel();
        _ = Assert.IsType<OperationCanceledException>(Background.Result(cancelled));

        Task<Exception> closed = Background.RunUntilBlocked(
            () => Background.Failure(() => device.WaitForState(TunDeviceState.Gone)));
        device.Dispose();
        _ = Assert.IsType<ObjectDisposedException>(Background.Result(closed));
        _ = Assert.Throws<ObjectDisposedException>(() => device.WaitForState(TunDeviceState.Up));
    });

    [DeviceFact]
    public void Waits_leave_no_descriptor() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions());

        Leaks.AssertNone(() => device.WaitForState(TunDeviceState.Down, TimeSpan.FromMilliseconds(1)));
    });

    [DeviceFact]
    public void A_device_that_is_gone_will_never_be_up() => NetworkNamespace.Run(() =>
    {
        IpCommand.Require();
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Down = true });
        Task<Exception> wait = Background.RunUntilBlocked(
            () => Background.Failure(() => device.WaitForState(TunDeviceState.Up)));
        _ = IpCommand.Run("link delete tun0");

        TunException e = Assert.IsType<TunException>(Background.Result(wait));
        Assert.Equal(TunError.DeviceGone, e.Error);
        Assert.Equal("wait until tun0 is up", e.Operation);
        Assert.Same(device, e.Device);
    });

    [DeviceFact]
    public void Of_several_devices_any_will_do() => NetworkNamespace.Run(() =>
    {
        using TunDevice one = TunDevice.Create(new TunDeviceOptions());
        using TunDevice other = TunDevice.Create(new TunDeviceOptions());
        TunDeviceGroup group = new(one, other);
        Task<WaitResult> wait = Background.RunUntilBlocked(() => group.WaitForState(TunDeviceState.Down, s_patience));
        other.Interface!.Change(new TunInterfaceChanges { State = TunDeviceState.Down });

        Assert.Equal(WaitStatus.Ready, Background.Result(wait).Status);
    });
}
