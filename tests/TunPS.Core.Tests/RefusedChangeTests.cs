using System.Net.NetworkInformation;

namespace TunPS.Core.Tests;

/// <summary>What no system accepts is refused before anything changes.</summary>
public sealed class RefusedChangeTests
{
    private sealed record Row(TunInterfaceChanges Changes, string Rule, TunLayer Layer = TunLayer.Tun);

    private static readonly Dictionary<string, Row> s_rows = new()
    {
        ["MTU below"] = new(new() { Mtu = 67 }, "68..65535"),
        ["MTU negative"] = new(new() { Mtu = -1 }, "68..65535"),
        ["MTU above"] = new(new() { Mtu = 65536 }, "68..65535"),
        ["MTU above that of TAP"] = new(new() { Mtu = 65522 }, "68..65521", TunLayer.Tap),
        ["queue length 0"] = new(new() { TxQueueLength = 0 }, "1..524288"),
        ["queue length negative"] = new(new() { TxQueueLength = int.MinValue }, "1..524288"),
        ["queue length too large"] = new(new() { TxQueueLength = 524289 }, "1..524288"),
        ["MAC address of TUN"] = new(new() { MacAddress = Mac("02005E100001") }, "no MAC address"),
        ["MAC address of a group"] = new(new() { MacAddress = Mac("01005E100001") }, "group", TunLayer.Tap),
        ["MAC address of nobody"] = new(new() { MacAddress = Mac("000000000000") }, "nobody", TunLayer.Tap),
        ["MAC address too long"] = new(new() { MacAddress = Mac("02005E1000010203") }, "6 bytes", TunLayer.Tap),
        ["MAC address too short"] = new(new() { MacAddress = PhysicalAddress.None }, "6 bytes", TunLayer.Tap),
        ["alias too long"] = new(new() { Alias = new('x', 256) }, "at most 255"),
        ["alias too long in UTF-8"] = new(new() { Alias = new('ü', 128) }, "256 bytes"),
        ["alias with NUL"] = new(new() { Alias = "a\0b" }, "NUL"),
        ["name empty"] = new(new() { NewName = string.Empty }, "not empty"),
        ["name too long"] = new(new() { NewName = "sixteen-bytes-xy" }, "16 bytes"),
        ["name with slash"] = new(new() { NewName = "a/b" }, "'/'"),
        ["state gone"] = new(new() { State = TunDeviceState.Gone }, "not Gone"),
        ["state closed"] = new(new() { State = TunDeviceState.Closed }, "not Closed"),
        ["state unknown"] = new(new() { State = (TunDeviceState)99 }, "not 99"),
        ["one of several"] = new(new() { Mtu = 1400, Alias = "new", NewName = "%d%d" }, "%d"),
    };

    private static readonly Dictionary<string, TunDeviceOptions> s_options = new()
    {
        ["68..65535"] = new() { Mtu = 67 },
        ["68..65521"] = new() { Layer = TunLayer.Tap, Mtu = 65522 },
        ["1..524288"] = new() { TxQueueLength = 0 },
        ["no MAC address"] = new() { MacAddress = Mac("02005E100001") },
        ["group"] = new() { Layer = TunLayer.Tap, MacAddress = Mac("01005E100001") },
        ["at most 255"] = new() { Alias = new('x', 256) },
        ["not empty"] = new() { Name = string.Empty },
        ["no network namespace"] = new() { NetworkNamespace = " " },
        ["stay down"] = new() { Down = true, Routes = [TunRoute.Parse("198.51.100.0/24")] },
    };

    public static TheoryData<string> Names() => [.. s_rows.Keys];

    public static TheoryData<string> Rules() => [.. s_options.Keys];

    [DeviceTheory]
    [MemberData(nameof(Names))]
    public void A_bad_change_is_refused_with_the_rule(string name) => NetworkNamespace.Run(() =>
    {
        Row row = s_rows[name];
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec0", Layer = row.Layer });
        string before = IpCommand.Run("-j -d link show");
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => device.Interface!.Change(row.Changes, Assert.Null));

        Assert.Contains(row.Rule, e.Message, StringComparison.Ordinal);
        Assert.Equal(before, IpCommand.Run("-j -d link show"));
    });

    [DeviceTheory]
    [MemberData(nameof(Rules))]
    public void A_bad_option_is_refused_with_the_rule(string rule) => NetworkNamespace.Run(() =>
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => TunDevice.Create(s_options[rule], Assert.Null));

        Assert.Contains(rule, e.Message, StringComparison.Ordinal);
        IpCommand.AssertNoDevices();
    });

    private static PhysicalAddress Mac(string hex) => new(Convert.FromHexString(hex));
}
