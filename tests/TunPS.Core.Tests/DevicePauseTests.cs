namespace TunPS.Core.Tests;

/// <summary>A pause of a real device.</summary>
public sealed class DevicePauseTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    [DeviceFact]
    public void The_end_of_the_interface_ends_a_pause() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions());
        Task<WaitResult> pause = Background.RunUntilBlocked(() => device.Pause(s_long));
        _ = IpCommand.Run($"link delete {device.Name}");

        Assert.Equal(TunError.DeviceGone, Assert.Throws<TunException>(() => pause.GetAwaiter().GetResult()).Error);
    });
}
