namespace TunPS.Stress.Scenarios;

/// <summary>By the core.</summary>
internal sealed class CoreCycle : ICycle
{
    private TunDevice? _device;

    public string Name => "TunPS.Core";

    public void Make() => _device = TunDevice.Create(new TunDeviceOptions
    {
        Name = ICycle.Device,
        Mtu = ICycle.Mtu,
        Addresses = [TunAddress.Parse(ICycle.IPv4), TunAddress.Parse(ICycle.IPv6)],
        Routes = [TunRoute.Parse(ICycle.Route)],
    });

    public void Remove() => _device?.Dispose();
}
