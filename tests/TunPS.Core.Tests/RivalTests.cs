namespace TunPS.Core.Tests;

/// <summary>Two interfaces with one network: which of them gets the packets.</summary>
public sealed class RivalTests
{
    [DeviceTheory]
    [InlineData("192.0.2.1/24", "192.0.2.1/24", "192.0.2.0/24")]
    [InlineData("192.0.2.1/24", "192.0.2.7/24", "192.0.2.0/24")]
    [InlineData("2001:db8::1/64", "2001:db8::2/64", "2001:db8::/64")]
    public void The_interface_that_came_first_gets_the_packets(string first, string second, string network)
        => NetworkNamespace.Run(() =>
        {
            using TunDevice one = Device("spec0", first);
            using TunDevice two = Device("spec1", second);

            TunRoute? rival = two.Interface!.FindRival(TunAddress.Parse(second));

            Assert.Equal(("spec0", network), (rival?.Device, $"{rival?.Destination}"));
            Assert.Null(one.Interface!.FindRival(TunAddress.Parse(first)));
        });

    [DeviceTheory]
    [InlineData("192.0.2.1/24", "192.0.2.1/25")]
    [InlineData("192.0.2.1/24", "192.0.2.7/32")]
    [InlineData("192.0.2.1/24", "192.0.2.7 peer 192.0.2.8/24")]
    [InlineData("192.0.2.1/24", "198.51.100.1/24")]
    [InlineData("2001:db8::1/64", "2001:db8::2/128")]
    [InlineData("2001:db8::1/64", "fe80::1/64")]
    public void Another_network_or_none_has_no_rival(string first, string second) => NetworkNamespace.Run(() =>
    {
        using TunDevice one = Device("spec0", first);
        using TunDevice two = Device("spec1", second);

        Assert.Null(two.Interface!.FindRival(TunAddress.Parse(second)));
    });

    [DeviceFact]
    public void The_better_metric_wins_whoever_came_first() => NetworkNamespace.Run(() =>
    {
        using TunDevice one = Device("spec0", "2001:db8::1/64");
        using TunDevice two = Device("spec1", "2001:db8::2/64");
        two.Interface!.AddRoute(TunRoute.Parse("2001:db8::/64 metric 7"));

        Assert.Null(two.Interface.FindRival(TunAddress.Parse("2001:db8::2/64")));
        Assert.Equal("spec1", one.Interface!.FindRival(TunAddress.Parse("2001:db8::1/64"))?.Device);
    });

    [DeviceFact]
    public void An_interface_of_any_kind_is_a_rival_but_a_route_of_another_table_is_not() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Device("spec0", "192.0.2.1/24");
        using TunDevice other = Device("spec1", "198.51.100.1/24");
        TunAddress address = TunAddress.Parse("203.0.113.1/24");
        other.Interface!.AddRoute(TunRoute.Parse("203.0.113.0/24 table 100"));
        Assert.Null(device.Interface!.FindRival(address));

        _ = IpCommand.Run("link set lo up");
        _ = IpCommand.Run("route add 203.0.113.0/24 dev lo");
        Assert.Equal("lo", device.Interface.FindRival(address)?.Device);
    });

    [DeviceFact]
    public void Another_network_namespace_is_another_world() => NetworkNamespace.Run(() =>
    {
        using TunDevice one = Device("spec0", "192.0.2.1/24");
        using ForeignNamespace there = new();
        using TunDevice two = Device("spec1", "192.0.2.1/24", there.Path);
        Assert.Null(two.Interface!.FindRival(TunAddress.Parse("192.0.2.1/24")));

        using TunDevice three = Device("spec2", "192.0.2.1/24", there.Path);
        Assert.Equal("spec1", three.Interface!.FindRival(TunAddress.Parse("192.0.2.1/24"))?.Device);
    });

    private static TunDevice Device(string name, string address, string? networkNamespace = null)
        => TunDevice.Create(new TunDeviceOptions
        {
            Name = name,
            NetworkNamespace = networkNamespace,
            Addresses = [TunAddress.Parse(address)],
        });
}
