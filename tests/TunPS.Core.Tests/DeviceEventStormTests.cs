namespace TunPS.Core.Tests;

/// <summary>Many threads trigger, reset and wait for the same events on a real device.</summary>
public sealed class DeviceEventStormTests
{
    [DeviceFact]
    public void No_wake_up_is_lost_and_none_is_stale_while_the_device_is_flooded() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = QuietDevice.Create();
        using Flood flood = new("192.0.2.2");
        EventStorm.Run(device);
    });
}
