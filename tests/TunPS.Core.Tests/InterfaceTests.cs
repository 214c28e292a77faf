using System.Net.NetworkInformation;
using System.Text.Json.Nodes;

namespace TunPS.Core.Tests;

public sealed class InterfaceTests
{
    private static readonly PhysicalAddress s_mac = PhysicalAddress.Parse("02-00-5E-10-00-01");

    /// <summary>What is set, by which options, and where ip shows it.</summary>
    private sealed record Row(
        TunInterfaceChanges Changes,
        Func<JsonNode, object?> Read,
        string Expected,
        string Told,
        TunDeviceOptions? Options = null,
        TunLayer Layer = TunLayer.Tun,
        TunInterfaceChanges? Before = null);

    private static readonly Dictionary<string, Row> s_rows = new()
    {
        ["MTU"] = new(
            new() { Mtu = 1400 }, link => link["mtu"], "1400", "Set the MTU of spec0 to 1400.", new() { Mtu = 1400 }),
        ["queue length"] = new(
            new() { TxQueueLength = 7 },
            link => link["txqlen"],
            "7",
            "Set the queue length of spec0 to 7.",
            new() { TxQueueLength = 7 }),
        ["MAC address"] = new(
            new() { MacAddress = s_mac },
            link => link["address"],
            "02:00:5e:10:00:01",
            "Set the MAC address of spec0 to 02:00:5e:10:00:01.",
            new() { Layer = TunLayer.Tap, MacAddress = s_mac },
            TunLayer.Tap),
        ["alias"] = new(
            new() { Alias = "für Tests, \"so\"" },
            link => link["ifalias"],
            "für Tests, \"so\"",
            "Set the alias of spec0 to 'für Tests, \"so\"'.",
            new() { Alias = "für Tests, \"so\"" }),
        ["longest alias"] = new(
            new() { Alias = new('x', 255) },
            link => link["ifalias"],
            new('x', 255),
            $"Set the alias of spec0 to '{new string('x', 255)}'.",
            new() { Alias = new('x', 255) }),
        ["alias taken away"] = new(
            new() { Alias = string.Empty },
            link => link["ifalias"] ?? "none",
            "none",
            "Set the alias of spec0 to ''.",
            Before: new() { Alias = "old" }),
        ["name"] = new(
            new() { NewName = "other0" }, link => link["ifname"], "other0", "Renamed spec0 to other0."),
        ["name template"] = new(
            new() { NewName = "other%d" }, link => link["ifname"], "other0", "Renamed spec0 to other0."),
        ["down"] = new(
            new() { State = TunDeviceState.Down },
            link => HasFlag(link, "UP"),
            "False",
            "Took spec0 down.",
            new() { Down = true }),
        ["up"] = new(
            new() { State = TunDeviceState.Up },
            link => HasFlag(link, "UP"),
            "True",
            "Brought spec0 up.",
            new(),
            Before: new() { State = TunDeviceState.Down }),
        ["carrier off"] = new(
            new() { HasCarrier = false },
            link => HasFlag(link, "LOWER_UP"),
            "False",
            "Set the carrier of spec0 to off.",
            new() { HasCarrier = false }),
        ["carrier on"] = new(
            new() { HasCarrier = true },
            link => HasFlag(link, "LOWER_UP"),
            "True",
            "Set the carrier of spec0 to on.",
            new() { HasCarrier = true },
            Before: new() { HasCarrier = false }),
        ["owner"] = new(
            new() { Owner = Accounts.First },
            link => Driver(link, "user"),
            $"{Accounts.First}",
            $"Set the owner of spec0 to {Accounts.First}.",
            new() { Owner = Accounts.First }),
        ["owner with a name"] = new(
            new() { Owner = SystemAccount.ParseUser("0") },
            link => Driver(link, "user"),
            SystemAccount.ParseUser("0").Name!,
            $"Set the owner of spec0 to {SystemAccount.ParseUser("0").Name}.",
            new() { Owner = SystemAccount.ParseUser("0") }),
        ["group"] = new(
            new() { Group = Accounts.First },
            link => Driver(link, "group"),
            $"{Accounts.First}",
            $"Set the group of spec0 to {Accounts.First}.",
            new() { Group = Accounts.First }),
        ["persistence"] = new(
            new() { IsPersistent = true },
            link => Driver(link, "persist"),
            "true",
            "Set the persistence of spec0 to on.",
            new() { IsPersistent = true }),
        ["no persistence"] = new(
            new() { IsPersistent = false },
            link => Driver(link, "persist"),
            "false",
            "Set the persistence of spec0 to off.",
            new() { IsPersistent = false },
            Before: new() { IsPersistent = true }),
    };

    public static TheoryData<string> Names() => [.. s_rows.Keys];

    public static TheoryData<string> NamesOfOptions()
        => [.. s_rows.Where(row => row.Value.Options is not null).Select(row => row.Key)];

    [DeviceTheory]
    [MemberData(nameof(Names))]
    public void A_change_is_found_again_by_ip_and_told(string name) => NetworkNamespace.Run(() =>
    {
        Row row = s_rows[name];
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec0", Layer = row.Layer });
        device.Interface!.Change(row.Before ?? new());
        List<string> told = [];
        device.Interface.Change(row.Changes, told.Add);

        Assert.Equal(row.Expected, row.Read(IpCommand.Show(device.Name)!)?.ToString());
        Assert.Equal([row.Told], told);
    });

    [DeviceTheory]
    [MemberData(nameof(NamesOfOptions))]
    public void An_option_is_found_again_by_ip(string name) => NetworkNamespace.Run(() =>
    {
        Row row = s_rows[name];
        using TunDevice device = TunDevice.Create(row.Options!);

        Assert.Equal(row.Expected, row.Read(IpCommand.Show(device.Name)!)?.ToString());
    });

    [DeviceTheory]
    [MemberData(nameof(Names))]
    public void The_same_again_changes_nothing(string name) => NetworkNamespace.Run(() =>
    {
        Row row = s_rows[name];
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec0", Layer = row.Layer });
        TunInterfaceChanges changes = name == "name template" ? new() { NewName = "other0" } : row.Changes;
        device.Interface!.Change(changes);
        string before = Snapshot.Take();
        device.Interface.Change(changes, Assert.Null);

        Assert.Equal(before, Snapshot.Take());
    });

    [DeviceFact]
    public void What_was_set_is_read_back() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Layer = TunLayer.Tap });
        TunInterface link = device.Interface!;
        link.Change(new TunInterfaceChanges
        {
            Mtu = 1400,
            MacAddress = s_mac,
            TxQueueLength = 7,
            Alias = "für Tests",
            HasCarrier = false,
            Owner = Accounts.First,
            Group = Accounts.First,
            IsPersistent = true,
            NewName = "other0",
            State = TunDeviceState.Down,
        });

        Assert.Equal((1400, 7, "für Tests"), (link.Mtu, link.TxQueueLength, link.Alias));
        Assert.Equal((s_mac, Accounts.First, Accounts.First), (link.MacAddress, link.Owner, link.Group));
        Assert.Equal((false, true, TunLayer.Tap), (link.HasCarrier, link.IsPersistent, link.Layer));
        Assert.Equal(("other0", TunDeviceState.Down), (link.Name, link.State));
        Assert.Equal((int?)IpCommand.Show("other0")!["ifindex"], link.Index);
    });

    [DeviceFact]
    public void Changes_are_made_and_told_in_one_order() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec0" });
        List<string> told = [];
        device.Interface!.Change(
            new TunInterfaceChanges { State = TunDeviceState.Down, NewName = "other0", Mtu = 1400, TxQueueLength = 7 },
            told.Add);

        Assert.Equal(
            [
                "Took spec0 down.",
                "Set the queue length of spec0 to 7.",
                "Set the MTU of spec0 to 1400.",
                "Renamed spec0 to other0.",
            ],
            told);
    });

    [DeviceFact]
    public void A_step_that_fails_late_takes_those_before_it_back() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec0", Alias = "old" });
        string before = Snapshot.Take();
        TunException e = Assert.Throws<TunException>(() => device.Interface!.Change(
            new TunInterfaceChanges { Mtu = 1400, TxQueueLength = 7, Alias = "new", NewName = "lo" }));

        Assert.Equal("rename spec0 to lo", e.Operation);
        Assert.Equal(TunError.NameInUse, e.Error);
        Assert.Same(device, e.Device);
        Assert.Equal(before, Snapshot.Take());
    });

    [DeviceFact]
    public void A_listener_that_throws_takes_back_what_it_was_told() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec0", Layer = TunLayer.Tap });
        string before = Snapshot.Take();
        TunInterfaceChanges changes = new()
        {
            TxQueueLength = 7,
            Mtu = 1400,
            MacAddress = s_mac,
            Alias = "new",
            NewName = "other0",
            IsPersistent = true,
        };
        for (int last = 0; last < 6; last++)
        {
            int told = 0;
            _ = Assert.Throws<InvalidOperationException>(() => device.Interface!.Change(
                changes, _ => told += told < last ? 1 : throw new InvalidOperationException()));

            Assert.Equal(last, told);
            Assert.Equal(before, Snapshot.Take());
        }
    });

    [DeviceFact]
    public void A_device_that_is_gone_or_closed_cannot_be_changed() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec0" });
        _ = IpCommand.Run("link delete spec0");
        TunException e = Assert.Throws<TunException>(
            () => device.Interface!.Change(new TunInterfaceChanges { Mtu = 1400 }));

        Assert.Equal((TunError.DeviceGone, "change spec0"), (e.Error, e.Operation));
        device.Dispose();
        _ = Assert.Throws<ObjectDisposedException>(
            () => device.Interface!.Change(new TunInterfaceChanges { Mtu = 1400 }));
    });

    private static bool HasFlag(JsonNode link, string flag)
        => link["flags"]!.AsArray().Any(present => (string?)present == flag);

    private static JsonNode? Driver(JsonNode link, string property) => link["linkinfo"]!["info_data"]![property];
}
