namespace TunPS.Testing;

/// <summary>A real device on which the kernel sends nothing that nobody asked for.</summary>
internal static class QuietDevice
{
    /// <summary>Makes tun0 with the network 192.0.2.0/24. Below 1280 bytes an interface has no IPv6.</summary>
    internal static TunDevice Create() => TunDevice.Create(
        new TunDeviceOptions { Name = "tun0", Addresses = [TunAddress.Parse("192.0.2.1/24")], Mtu = 1279 });
}
