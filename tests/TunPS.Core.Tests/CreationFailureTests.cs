using System.Net.NetworkInformation;

namespace TunPS.Core.Tests;

/// <summary>
/// Every step of making a device fails in turn, and nothing stays behind. What is counted is the whole process, so
/// nothing else may run meanwhile.
/// </summary>
[Collection(nameof(LeakTests))]
public sealed class CreationFailureTests
{
    /// <summary>What is done before, what is asked for, and how that fails.</summary>
    private sealed record Row(
        TunDeviceOptions Options,
        TunError Error,
        string Operation,
        string Reason,
        Action? Before = null);

    private static readonly Dictionary<string, Row> s_rows = new()
    {
        ["namespace that is missing"] = new(
            new() { NetworkNamespace = "spec-no-such-namespace" },
            TunError.NotFound,
            "enter the network namespace 'spec-no-such-namespace'",
            "no such namespace"),
        ["namespace in a missing folder"] = new(
            new() { NetworkNamespace = "/proc/0/ns/net" },
            TunError.NotFound,
            "enter the network namespace '/proc/0/ns/net'",
            "no such namespace"),
        ["namespace that is a file"] = new(
            new() { NetworkNamespace = "/proc/self/comm" },
            TunError.InvalidValue,
            "enter the network namespace '/proc/self/comm'",
            "something else than a network namespace"),
        ["namespace that is a folder"] = new(
            new() { NetworkNamespace = "/proc/" },
            TunError.InvalidValue,
            "enter the network namespace '/proc/'",
            "something else than a network namespace"),
        ["namespace of another kind"] = new(
            new() { NetworkNamespace = "/proc/self/ns/mnt" },
            TunError.InvalidValue,
            "enter the network namespace '/proc/self/ns/mnt'",
            "something else than a network namespace"),
        ["name of another kind"] = new(
            new() { Name = "lo" }, TunError.NameInUse, "open the device 'lo'", "another kind"),
        ["name of another kind in a namespace"] = new(
            new() { Name = "lo", NetworkNamespace = "/proc/thread-self/ns/net" },
            TunError.NameInUse,
            "open the device 'lo'",
            "another kind"),
        ["name of another layer"] = new(
            new() { Name = "spec0", Layer = TunLayer.Tap },
            TunError.NameInUse,
            "open the device 'spec0'",
            "a single-queue TUN device",
            () => IpCommand.Run("tuntap add spec0 mode tun")),
        ["address"] = new(
            new()
            {
                Name = "spec0",
                TxQueueLength = 7,
                Addresses = [TunAddress.Parse("192.0.2.1/24"), TunAddress.Parse("2001:db8::1/64")],
            },
            TunError.NotSupported,
            "add the address 2001:db8::1/64 to spec0",
            "IPv6 is switched off",
            () => File.WriteAllText("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1")),
        ["route"] = new(
            new()
            {
                Name = "spec0",
                IsPersistent = true,
                Addresses = [TunAddress.Parse("192.0.2.1/24")],
                Routes =
                [
                    TunRoute.Parse("198.51.100.0/24"),
                    TunRoute.Parse("198.51.100.0/24 via 203.0.113.1 table 1000"),
                ],
            },
            TunError.InvalidValue,
            "add the route 198.51.100.0/24 via 203.0.113.1 table 1000 to spec0",
            "the gateway 203.0.113.1 is in no network of the interface"),
        ["route of an existing device that is down"] = new(
            new() { Name = "spec0", Mtu = 1400, Routes = [TunRoute.Parse("198.51.100.0/24")] },
            TunError.LinkDown,
            "add the route 198.51.100.0/24 to spec0",
            "the interface is down",
            () => IpCommand.Run("tuntap add spec0 mode tun")),
        ["group"] = new(
            new() { Name = "spec0", IsPersistent = true, Group = Accounts.Impossible },
            TunError.InvalidValue,
            "set the group of spec0 to 4294967295",
            "EINVAL (22)"),
        ["owner"] = new(
            new() { Name = "spec0", IsPersistent = true, Owner = Accounts.Impossible },
            TunError.InvalidValue,
            "set the owner of spec0 to 4294967295",
            "EINVAL (22)"),
    };

    public static TheoryData<string> Names() => [.. s_rows.Keys];

    [DeviceTheory]
    [MemberData(nameof(Names))]
    public void A_step_that_fails_is_named_and_leaves_nothing_behind(string name) => NetworkNamespace.Run(() =>
    {
        Row row = s_rows[name];
        row.Before?.Invoke();
        TunException e = AssertFails<TunException>(row.Options, _ => { });

        Assert.Equal((row.Error, row.Operation), (e.Error, e.Operation));
        Assert.Contains(row.Reason, e.Message, StringComparison.Ordinal);
        Assert.True(e.Device?.IsClosed ?? true);
    });

    [DeviceFact]
    public void What_an_existing_interface_does_not_take_leaves_it_as_it_was() => NetworkNamespace.Run(() =>
    {
        _ = IpCommand.Run("tuntap add spec0 mode tun");
        _ = IpCommand.Run("tuntap add spec1 mode tap");
        ArgumentException mac = AssertFails<ArgumentException>(
            new() { Name = "spec0", TxQueueLength = 7, MacAddress = PhysicalAddress.Parse("02005E100001") }, _ => { });
        ArgumentException mtu = AssertFails<ArgumentException>(
            new() { Name = "spec1", TxQueueLength = 7, Mtu = 65522 }, _ => { });

        Assert.Contains("A TUN device has no MAC address", mac.Message, StringComparison.Ordinal);
        Assert.Contains("68..65521", mtu.Message, StringComparison.Ordinal);
    });

    [DeviceFact]
    public void A_listener_that_throws_at_any_step_leaves_nothing_behind() => NetworkNamespace.Run(() =>
    {
        Accounts.RequireSecond();
        int steps = 0;
        TunDevice.Create(s_everything, _ => steps++).Dispose();
        _ = IpCommand.Run("tuntap delete spec0 mode tap");
        Assert.Equal(14, steps);
        for (int step = 0; step < steps; step++)
        {
            int told = 0;
            _ = AssertFails<InvalidOperationException>(
                s_everything, _ => told += told < step ? 1 : throw new InvalidOperationException());
            Assert.Equal(step, told);
            IpCommand.AssertNoDevices();
        }
    });

    [DeviceFact]
    public void A_listener_that_throws_at_any_step_leaves_an_existing_device_as_it_was() => NetworkNamespace.Run(() =>
    {
        Accounts.RequireSecond();
        MakeExisting();
        int steps = 0;
        TunDevice.Create(s_everything, _ => steps++).Dispose();
        _ = IpCommand.Run("link delete spec0");
        Assert.Equal(12, steps);
        MakeExisting();
        for (int step = 0; step < steps; step++)
        {
            int told = 0;
            _ = AssertFails<InvalidOperationException>(
                s_everything, _ => told += told < step ? 1 : throw new InvalidOperationException());
            Assert.Equal(step, told);
        }
    });

    [DeviceFact]
    public void A_late_failure_leaves_an_existing_device_as_it_was() => NetworkNamespace.Run(() =>
    {
        Accounts.RequireSecond();
        MakeExisting();
        TunException e = AssertFails<TunException>(
            new()
            {
                Name = "spec0",
                Mtu = 1300,
                TxQueueLength = 9,
                Alias = string.Empty,
                Addresses = [TunAddress.Parse("192.0.2.1/24"), TunAddress.Parse("192.0.2.9/24")],
                Routes = [TunRoute.Parse("198.51.100.0/24"), TunRoute.Parse("198.51.100.0/24 metric 7 table 1000")],
                Group = Accounts.Second,
                Owner = Accounts.Impossible,
            },
            _ => { });

        Assert.Equal("set the owner of spec0 to 4294967295", e.Operation);
    });

    private static readonly TunDeviceOptions s_everything = new()
    {
        Name = "spec0",
        Layer = TunLayer.Tap,
        TxQueueLength = 7,
        Mtu = 1400,
        MacAddress = PhysicalAddress.Parse("02005E100001"),
        Alias = "for tests",
        HasCarrier = false,
        Addresses = [TunAddress.Parse("192.0.2.1/24"), TunAddress.Parse("2001:db8::1/64")],
        Routes = [TunRoute.Parse("198.51.100.0/24 via 192.0.2.2"), TunRoute.Parse("2001:db8:1::/48 table 1000")],
        Group = Accounts.Second,
        Owner = Accounts.Second,
        IsPersistent = true,
    };

    // Everything about it is something else than what is asked for, but it is persistent already. Its owner is one,
    // because none can only be replaced by one.
    private static void MakeExisting()
    {
        _ = IpCommand.Run($"tuntap add spec0 mode tap user {Accounts.First} group {Accounts.First}");
        _ = IpCommand.Run("link set spec0 address 02:00:5e:10:00:99 mtu 1450 txqueuelen 99 alias other");
        _ = IpCommand.Run("link set spec0 addrgenmode none up");
        _ = IpCommand.Run("address add 203.0.113.1/24 dev spec0");
        _ = IpCommand.Run("address add 2001:db8:f::1/64 dev spec0 nodad");
        _ = IpCommand.Run("route add 198.51.100.0/24 dev spec0");
        _ = IpCommand.Run("-6 route add 2001:db8:1::/48 dev spec0");
    }

    private static TException AssertFails<TException>(TunDeviceOptions options, Action<string> onChange)
        where TException : Exception
    {
        string before = Snapshot.Take();
        string[] descriptors = Descriptors();
        int devices = TunDescriptors.Count();
        TException e = Assert.Throws<TException>(() => TunDevice.Create(options, onChange));

        Assert.Equal(devices, TunDescriptors.Count());
        Assert.Empty(Descriptors().Except(descriptors));
        Assert.Equal(before, Snapshot.Take());
        return e;
    }

    // Those that the library opens; the runner opens and closes files of its own meanwhile.
    private static string[] Descriptors() => [.. Directory.EnumerateFiles("/proc/self/fd")
        .Select(link => (Link: link, Target: new FileInfo(link).LinkTarget))
        .Where(descriptor => descriptor.Target is string target
            && (target.StartsWith("socket:", StringComparison.Ordinal)
                || target.StartsWith("pipe:", StringComparison.Ordinal)
                || target.StartsWith("net:", StringComparison.Ordinal)
                || target.StartsWith("/proc/", StringComparison.Ordinal)
                || target == "/dev/net/tun"))
        .Select(descriptor => $"{descriptor.Link} {descriptor.Target}")];
}
