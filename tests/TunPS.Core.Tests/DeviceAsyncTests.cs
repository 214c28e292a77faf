namespace TunPS.Core.Tests;

/// <summary>Reading without a thread that waits, from a real device.</summary>
public sealed class DeviceAsyncTests
{
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];

    [DeviceFact]
    public void Deleting_the_interface_ends_a_read_that_waits() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "tun0", Mtu = 1279 });
        Task<int> read = device.ReadAsync(_buffer).AsTask();
        _ = IpCommand.Run("link delete tun0");

        TunException e = Assert.Throws<TunException>(() => read.WaitAsync(Background.Patience).GetAwaiter().GetResult());
        Assert.Equal(TunError.DeviceGone, e.Error);
    });
}
