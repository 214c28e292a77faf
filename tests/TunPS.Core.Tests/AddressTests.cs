using System.Text.Json.Nodes;

namespace TunPS.Core.Tests;

/// <summary>Addresses of an interface, as ip shows them.</summary>
public sealed class AddressTests
{
    [DeviceTheory]
    [InlineData("192.0.2.1/24", "192.0.2.1/24")]
    [InlineData("192.0.2.1/32", "192.0.2.1/32")]
    [InlineData("192.0.2.1/0", "192.0.2.1/0")]
    [InlineData("192.0.2.1 peer 198.51.100.1", "192.0.2.1 peer 198.51.100.1/32")]
    [InlineData("192.0.2.1 peer 198.51.100.1/24", "192.0.2.1 peer 198.51.100.1/24")]
    [InlineData("2001:db8::1/64", "2001:db8::1/64")]
    [InlineData("2001:db8::1/128", "2001:db8::1/128")]
    [InlineData("2001:db8::1 peer 2001:db8:1::2", "2001:db8::1 peer 2001:db8:1::2/128")]
    [InlineData("fe80::5/64", "fe80::5/64")]
    public void An_address_is_added_listed_and_removed(string text, string shown) => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec0", Down = true });
        TunInterface link = device.Interface!;
        TunAddress address = TunAddress.Parse(text);
        link.AddAddress(address);

        Assert.Equal([shown], Shown("spec0"));
        Assert.Equal([shown], link.Address.Select(present => present.ToString()));
        Assert.Equal("spec0", link.Address[0].Device);
        Assert.Equal([address], device.Address);

        link.RemoveAddress(address);
        Assert.Empty(Shown("spec0"));
        Assert.Empty(link.Address);
    });

    [DeviceFact]
    public void An_IPv6_address_can_be_used_as_soon_as_it_is_there() => NetworkNamespace.Run(() =>
    {
        // Each on networks of its own: an interface may outlive its device for as long as another test starts a program.
        for (int i = 1; i <= 50; i++)
        {
            string net = $"2001:db8:{i:x}";
            using TunDevice device = TunDevice.Create(new TunDeviceOptions
            {
                Addresses = [TunAddress.Parse($"{net}:1::1 peer {net}:1::2"), TunAddress.Parse($"{net}:2::1/64")],
                Routes = [TunRoute.Parse($"{net}:3::/64 via {net}:1::2")],
            });
            Assert.Contains("local", IpCommand.Run($"-6 route get {net}:2::1"), StringComparison.Ordinal);
            device.Interface!.AddAddress(TunAddress.Parse($"{net}:4::1 peer {net}:4::2"));
            device.Interface.AddRoute(TunRoute.Parse($"{net}:5::/64 via {net}:4::2"));
        }
    });

    [DeviceFact]
    public void All_addresses_are_listed_whoever_gave_them() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec0", Down = true });
        using TunDevice other = TunDevice.Create(new TunDeviceOptions { Name = "spec1", Down = true });
        for (int i = 1; i <= 100; i++)
        {
            device.Interface!.AddAddress(TunAddress.Parse($"192.0.2.{i}/24"));
            device.Interface.AddAddress(TunAddress.Parse($"2001:db8::{i:x}/64"));
        }

        _ = IpCommand.Run("address add 198.51.100.1 peer 198.51.100.2/32 dev spec0");
        _ = IpCommand.Run("address add 203.0.113.1/24 dev spec1");
        string[] shown = Shown("spec0");

        Assert.Equal(201, shown.Length);
        Assert.Equal(shown.Order(), device.Address.Select(address => address.ToString()).Order());
        Assert.Equal(["203.0.113.1/24"], other.Address.Select(address => address.ToString()));
    });

    [DeviceTheory]
    [InlineData("192.0.2.1/24")]
    [InlineData("2001:db8::1/64")]
    public void What_is_there_cannot_be_added_and_what_is_not_cannot_be_removed(string text)
        => NetworkNamespace.Run(() =>
        {
            TunAddress address = TunAddress.Parse(text);
            using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec0", Addresses = [address] });
            string before = Snapshot.Take();
            TunException twice = Assert.Throws<TunException>(() => device.Interface!.AddAddress(address));
            TunException absent = Assert.Throws<TunException>(
                () => device.Interface!.RemoveAddress(new TunAddress(address.Address, address.PrefixLength - 1)));

            Assert.Equal((TunError.AlreadyExists, $"add the address {text} to spec0"), (twice.Error, twice.Operation));
            Assert.Equal(TunError.NotFound, absent.Error);
            Assert.StartsWith("remove the address ", absent.Operation, StringComparison.Ordinal);
            Assert.Same(device, absent.Device);
            Assert.Equal(before, Snapshot.Take());
        });

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_who_asks_for_it_waits_for_duplicates_to_be_detected(bool detect) => NetworkNamespace.Run(() =>
    {
        // Without a carrier the question is never sent, and stays open.
        using TunDevice device = TunDevice.Create(new TunDeviceOptions
        {
            Name = "spec0",
            Layer = TunLayer.Tap,
            HasCarrier = false,
            DetectDuplicates = detect,
            Addresses = [TunAddress.Parse("2001:db8::1/64"), TunAddress.Parse("192.0.2.1/24")],
        });
        device.Interface!.AddAddress(TunAddress.Parse("2001:db8::2/64"), detect);
        device.Interface.AddAddress(TunAddress.Parse("192.0.2.2/24"), detect);

        Assert.Equal(detect ? ["2001:db8::1", "2001:db8::2"] : [], Tentative("spec0"));
        Assert.Equal(
            detect ? ["2001:db8::1/64", "2001:db8::2/64"] : [],
            device.Address.Where(address => address.IsTentative).Select(address => address.ToString()).Order());
    });

    [DeviceFact]
    public void An_address_that_nobody_has_becomes_usable() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions
        {
            Name = "spec0",
            Layer = TunLayer.Tap,
            DetectDuplicates = true,
            Addresses = [TunAddress.Parse("2001:db8::1/64")],
        });

        Assert.True(SpinWait.SpinUntil(
            () => device.Address.Single(address => !address.Address.IsIPv6LinkLocal).IsTentative == false,
            TimeSpan.FromSeconds(30)));
        Assert.DoesNotContain("2001:db8::1", Tentative("spec0"));
    });

    [DeviceFact]
    public void Without_IPv6_an_address_of_it_is_not_supported() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec0", Mtu = 1279 });
        TunException e = Assert.Throws<TunException>(
            () => device.Interface!.AddAddress(TunAddress.Parse("2001:db8::1/64")));

        Assert.Equal(TunError.NotSupported, e.Error);
        Assert.Contains("IPv6 is switched off", e.Message, StringComparison.Ordinal);
        device.Interface!.AddAddress(TunAddress.Parse("192.0.2.1/24"));
    });

    [DeviceFact]
    public void An_interface_that_is_gone_has_none_and_takes_none() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec0" });
        TunAddress address = TunAddress.Parse("192.0.2.1/24");
        _ = IpCommand.Run("link delete spec0");

        Assert.Empty(device.Address);
        Assert.Equal(
            TunError.DeviceGone, Assert.Throws<TunException>(() => device.Interface!.AddAddress(address)).Error);
        Assert.Equal(
            TunError.DeviceGone, Assert.Throws<TunException>(() => device.Interface!.RemoveAddress(address)).Error);
    });

    private static string[] Shown(string name) => [.. Infos(name).Select(info => info["address"] is JsonNode peer
        ? $"{info["local"]} peer {peer}/{info["prefixlen"]}"
        : $"{info["local"]}/{info["prefixlen"]}")];

    private static string[] Tentative(string name) => [.. Infos(name)
        .Where(info => (bool?)info["tentative"] == true && (string?)info["scope"] != "link")
        .Select(info => $"{info["local"]}")
        .Order()];

    private static IEnumerable<JsonNode> Infos(string name)
        => IpCommand.Show(name)!["addr_info"]!.AsArray().Select(info => info!);
}
