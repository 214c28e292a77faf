using System.Text.Json.Nodes;

namespace TunPS.Core.Tests;

public sealed class CreateTests
{
    [DeviceFact]
    public void Without_options_the_kernel_picks_a_name_and_the_interface_is_up() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions());

        Assert.Equal("tun0", device.Name);
        Assert.Equal(TunDeviceState.Up, device.State);
        Assert.Equal(1500, device.Mtu);
    });

    [DeviceFact]
    public void Every_option_is_found_again_by_ip() => NetworkNamespace.Run(() =>
    {
        IpCommand.Require();
        using TunDevice device = TunDevice.Create(new TunDeviceOptions
        {
            Name = "spec0",
            Mtu = 1400,
            Addresses =
            [
                TunAddress.Parse("192.0.2.1/24"),
                TunAddress.Parse("198.51.100.1 peer 198.51.100.2/32"),
                TunAddress.Parse("2001:db8::1/64"),
                TunAddress.Parse("2001:db8:1::1 peer 2001:db8:1::2/128"),
            ],
        });
        JsonNode link = IpCommand.Show("spec0")!;

        Assert.Equal(1400, (int?)link["mtu"]);
        Assert.Contains("UP", link["flags"]!.AsArray().Select(flag => (string?)flag));
        Assert.Equal("tun", (string?)link["linkinfo"]!["info_data"]!["type"]);
        Assert.False((bool?)link["linkinfo"]!["info_data"]!["pi"]);
        Assert.Equal(
            [
                "192.0.2.1 - 24",
                "198.51.100.1 198.51.100.2 32",
                "2001:db8:1::1 2001:db8:1::2 128",
                "2001:db8::1 - 64",
            ],
            Addresses(link));
        Assert.Equal(
            [
                "192.0.2.1/24",
                "198.51.100.1 peer 198.51.100.2/32",
                "2001:db8:1::1 peer 2001:db8:1::2/128",
                "2001:db8::1/64",
            ],
            device.Address.Select(address => address.ToString())
                .Where(address => !address.StartsWith("fe80", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    });

    [DeviceFact]
    public void A_device_can_be_left_down_and_still_gets_its_addresses() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions
        {
            Down = true,
            Addresses = [TunAddress.Parse("192.0.2.1/24"), TunAddress.Parse("2001:db8::1/64")],
        });

        Assert.Equal(TunDeviceState.Down, device.State);
        Assert.Equal(["192.0.2.1/24", "2001:db8::1/64"], device.Address.Select(address => address.ToString()));
    });

    [DeviceTheory]
    [InlineData(68)]
    [InlineData(1280)]
    [InlineData(65535)]
    public void The_limits_of_the_MTU_are_accepted(int mtu) => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Mtu = mtu });
        Assert.Equal(mtu, device.Mtu);
    });

    [DeviceTheory]
    [InlineData("sixteen-bytes-xy", 1500, "192.0.2.1/24", "16 bytes")]
    [InlineData("a/b", 1500, "192.0.2.1/24", "'/'")]
    [InlineData("good", 67, "192.0.2.1/24", "68..65535")]
    [InlineData("good", 65536, "192.0.2.1/24", "68..65535")]
    [InlineData("good", 1279, "2001:db8::1/64", "at least 1280")]
    public void What_no_system_accepts_is_refused_before_anything_is_created(
        string name, int mtu, string address, string rule) => NetworkNamespace.Run(() =>
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => TunDevice.Create(new TunDeviceOptions
        {
            Name = name,
            Mtu = mtu,
            Addresses = [TunAddress.Parse(address)],
        }));

        Assert.Contains(rule, e.Message, StringComparison.Ordinal);
        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void A_template_takes_the_lowest_free_number() => NetworkNamespace.Run(() =>
    {
        using TunDevice first = TunDevice.Create(new TunDeviceOptions { Name = "spec%d" });
        using TunDevice second = TunDevice.Create(new TunDeviceOptions { Name = "spec%d" });

        Assert.Equal(["spec0", "spec1"], [first.Name, second.Name]);
    });

    [DeviceFact]
    public void A_name_that_is_open_already_is_in_use_and_the_message_says_by_whom() => NetworkNamespace.Run(() =>
    {
        using TunDevice first = TunDevice.Create(new TunDeviceOptions { Name = "spec0" });
        TunException e = Assert.Throws<TunException>(() => TunDevice.Create(new TunDeviceOptions { Name = "spec0" }));

        Assert.Equal(TunError.NameInUse, e.Error);
        Assert.Contains("this process", e.Message, StringComparison.Ordinal);
        Assert.Contains("EBUSY (16)", e.Message, StringComparison.Ordinal);
        Assert.NotNull(e.Remedy);
    });

    [DeviceTheory]
    [InlineData("lo", "another kind")]
    [InlineData("pair0", "another kind (veth)")]
    [InlineData("tap0", "a single-queue TAP device")]
    [InlineData("multi0", "a multi-queue TUN device")]
    public void A_name_of_something_else_is_in_use_and_the_message_says_of_what(string name, string what)
        => NetworkNamespace.Run(() =>
        {
            _ = IpCommand.Run("link add pair0 type veth peer name pair1");
            _ = IpCommand.Run("tuntap add tap0 mode tap");
            _ = IpCommand.Run("tuntap add multi0 mode tun multi_queue");
            using TunDevice holder = TunDevice.Create(new TunDeviceOptions { Name = "multi0" });
            TunException e = Assert.Throws<TunException>(
                () => TunDevice.Create(new TunDeviceOptions { Name = name, Layer = TunLayer.Tun }));

            Assert.Equal(TunError.NameInUse, e.Error);
            Assert.Contains(what, e.Message, StringComparison.Ordinal);
        });

    [DeviceFact]
    public void An_existing_device_is_attached_and_left_as_it_is() => NetworkNamespace.Run(() =>
    {
        _ = IpCommand.Run("tuntap add name spec0 mode tun");
        _ = IpCommand.Run("link set spec0 mtu 1300");
        List<string> changes = [];
        using (TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec0" }, changes.Add))
        {
            Assert.Equal(TunDeviceState.Down, device.State);
            Assert.Equal(1300, device.Mtu);
            Assert.Equal(["Opened the existing TUN device spec0."], changes);
        }

        Assert.Equal(["lo", "spec0"], IpCommand.Links());
    });

    [DeviceFact]
    public void A_step_that_fails_is_named_and_nothing_stays_behind() => NetworkNamespace.Run(() =>
    {
        // The new namespace's own setting; /proc/sys shows the namespace of the thread that looks.
        File.WriteAllText("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
        TunException e = Assert.Throws<TunException>(() => TunDevice.Create(new TunDeviceOptions
        {
            Name = "spec0",
            Addresses = [TunAddress.Parse("192.0.2.1/24"), TunAddress.Parse("2001:db8::1/64")],
        }));

        Assert.Equal("add the address 2001:db8::1/64 to spec0", e.Operation);
        Assert.Equal(TunError.NotSupported, e.Error);
        Assert.Contains("IPv6 is switched off", e.Message, StringComparison.Ordinal);
        Assert.NotEqual(0, e.Errno);
        Assert.Contains("disable_ipv6", e.Remedy, StringComparison.Ordinal);
        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void A_listener_that_throws_leaves_nothing_behind() => NetworkNamespace.Run(() =>
    {
        _ = Assert.Throws<InvalidOperationException>(
            () => TunDevice.Create(new TunDeviceOptions(), _ => throw new InvalidOperationException()));

        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void Each_change_to_the_system_is_told() => NetworkNamespace.Run(() =>
    {
        List<string> changes = [];
        using TunDevice device = TunDevice.Create(
            new TunDeviceOptions { Mtu = 1400, Addresses = [TunAddress.Parse("192.0.2.1/24")] }, changes.Add);

        Assert.Equal(
            [
                "Created the TUN device tun0.",
                "Set the MTU of tun0 to 1400.",
                "Brought tun0 up.",
                "Added the address 192.0.2.1/24 to tun0.",
            ],
            changes);
    });

    [DeviceFact]
    public void Closing_the_device_removes_the_interface() => NetworkNamespace.Run(() =>
    {
        TunDevice device = TunDevice.Create(new TunDeviceOptions());
        Assert.Equal(["lo", "tun0"], IpCommand.Links());
        device.Dispose();
        device.Dispose();

        IpCommand.AssertNoDevices();
        Assert.Equal(TunDeviceState.Closed, device.State);
        Assert.Equal("tun0", device.Name);
        Assert.Null(device.Mtu);
        Assert.Empty(device.Address);
    });

    [DeviceFact]
    public void The_name_follows_a_rename() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Down = true });
        _ = IpCommand.Run("link set tun0 name spec7");

        Assert.Equal("spec7", device.Name);
        Assert.Equal(TunDeviceState.Down, device.State);
    });

    [DeviceFact]
    public void Descriptors_are_not_inherited_by_children() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions());

        Assert.NotEmpty(TunDescriptors.AreCloseOnExec());
        Assert.All(TunDescriptors.AreCloseOnExec(), Assert.True);
    });

    private static string[] Addresses(JsonNode link)
        => [.. link["addr_info"]!.AsArray()
            .Where(address => (string?)address!["scope"] != "link")
            .Select(address => $"{address!["local"]} {address["address"]?.ToString() ?? "-"} {address["prefixlen"]}")
            .Order(StringComparer.Ordinal)];
}
