namespace TunPS.Core.Tests;

/// <summary>What an interface loses on the way of a change that fails comes back.</summary>
public sealed class RollbackTests
{
    private static readonly TunAddress[] s_addresses =
        [TunAddress.Parse("192.0.2.1/24"), TunAddress.Parse("2001:db8::1/64"), TunAddress.Parse("2001:db8:1::1 peer 2001:db8:1::2")];

    private static readonly TunRoute[] s_routes =
        [TunRoute.Parse("198.51.100.0/24 via 192.0.2.2"), TunRoute.Parse("2001:db8:2::/48 via 2001:db8:1::2")];

    [DeviceFact]
    public void An_MTU_without_IPv6_that_is_taken_back_leaves_addresses_and_routes() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Create();
        _ = Assert.Throws<TunException>(
            () => device.Interface!.Change(new TunInterfaceChanges { Mtu = 1000, NewName = "lo" }));

        AssertWhole(device);
        Assert.Equal(1500, device.Mtu);
    });

    [DeviceFact]
    public void An_interface_that_was_down_for_a_moment_has_its_addresses_and_routes_again() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Create();
        _ = Assert.Throws<InvalidOperationException>(() => device.Interface!.Change(
            new TunInterfaceChanges { State = TunDeviceState.Down }, _ => throw new InvalidOperationException()));

        AssertWhole(device);
        Assert.Equal(TunDeviceState.Up, device.State);
    });

    private static TunDevice Create()
        => TunDevice.Create(new TunDeviceOptions { Name = "spec0", Addresses = s_addresses, Routes = s_routes });

    private static void AssertWhole(TunDevice device)
    {
        Assert.All(s_addresses, address => Assert.Contains(address, device.Address));
        Assert.All(s_routes, route => Assert.Contains(device.Interface!.Route, route.IsMetBy));

        // And nothing twice.
        _ = Assert.Single(IpCommand.Run("route show 192.0.2.0/24").TrimEnd().Split('\n'));
        _ = Assert.Single(device.Address, address => address.Address.IsIPv6LinkLocal);
    }
}
