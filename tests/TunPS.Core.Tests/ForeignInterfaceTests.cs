using System.Text.Json.Nodes;

namespace TunPS.Core.Tests;

/// <summary>Interfaces that are not open here: persistent ones, made by ip.</summary>
public sealed class ForeignInterfaceTests
{
    [DeviceTheory]
    [InlineData("mode tun")]
    [InlineData("mode tap")]
    [InlineData("mode tun multi_queue")]
    public void It_is_changed_as_one_that_is_open(string kind) => NetworkNamespace.Run(() =>
    {
        _ = IpCommand.Run($"tuntap add name spec0 {kind}");
        TunInterface link = TunInterface.Find("spec0")!;
        List<string> told = [];
        link.Change(
            new TunInterfaceChanges
            {
                Mtu = 1400,
                TxQueueLength = 7,
                Alias = "mine",
                Owner = Accounts.First,
                Group = Accounts.First,
                NewName = "other0",
                State = TunDeviceState.Up,
            },
            told.Add);
        JsonNode shown = IpCommand.Show("other0")!;
        JsonNode driver = shown["linkinfo"]!["info_data"]!;

        Assert.False(link.IsOpen);
        Assert.Equal(7, told.Count);
        Assert.Equal((1400, 7, "mine"), ((int)shown["mtu"]!, (int)shown["txqlen"]!, (string?)shown["ifalias"]));
        Assert.Equal(($"{Accounts.First}", $"{Accounts.First}"), ($"{driver["user"]}", $"{driver["group"]}"));
        Assert.Equal(("other0", TunDeviceState.Up), (link.Name, link.State));
    });

    [DeviceFact]
    public void Without_persistence_it_goes_at_once() => NetworkNamespace.Run(() =>
    {
        _ = IpCommand.Run("tuntap add name spec0 mode tun");
        TunInterface link = TunInterface.Find("spec0")!;
        link.Change(new TunInterfaceChanges { IsPersistent = false });

        IpCommand.AssertNoDevices();
        Assert.Equal((TunDeviceState.Gone, "spec0"), (link.State, link.Name));
        Assert.Null(link.Mtu);
        Assert.Empty(link.Address);
        Assert.Empty(link.Route);
    });

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_needs_it_open_is_refused_while_somebody_holds_it_and_nothing_changes(bool multiQueue)
        => NetworkNamespace.Run(() =>
        {
            using TunDevice holder = TunDevice.Create(
                new TunDeviceOptions { Name = "spec0", MultiQueue = multiQueue, IsPersistent = true });
            TunInterface link = TunInterface.Find("spec0")!;
            string before = Snapshot.Take();
            TunException e = Assert.Throws<TunException>(
                () => link.Change(new TunInterfaceChanges { Mtu = 1400, Owner = Accounts.First }, Assert.Null));

            Assert.Equal((TunError.NameInUse, "change spec0"), (e.Error, e.Operation));
            Assert.Contains("this process has it open", e.Message, StringComparison.Ordinal);
            Assert.Equal(before, Snapshot.Take());
        });

    [DeviceFact]
    public void What_needs_no_queue_is_changed_though_somebody_holds_it() => NetworkNamespace.Run(() =>
    {
        using TunDevice holder = TunDevice.Create(new TunDeviceOptions { Name = "spec0" });
        TunInterface.Find("spec0")!.Change(new TunInterfaceChanges { Mtu = 1400, Alias = "mine" });

        Assert.Equal((1400, "mine"), (holder.Mtu, holder.Interface!.Alias));
    });

    [DeviceFact]
    public void A_late_failure_takes_back_what_was_done() => NetworkNamespace.Run(() =>
    {
        _ = IpCommand.Run("tuntap add name spec0 mode tun");
        string before = Snapshot.Take();
        TunException e = Assert.Throws<TunException>(() => TunInterface.Find("spec0")!.Change(
            new TunInterfaceChanges { Mtu = 1400, Alias = "mine", Owner = Accounts.Impossible }));

        Assert.Equal((TunError.InvalidValue, "set the owner of spec0 to 4294967295"), (e.Error, e.Operation));
        Assert.Equal(before, Snapshot.Take());
    });

    [DeviceFact]
    public void Deleting_takes_it_from_the_system_unless_somebody_holds_it() => NetworkNamespace.Run(() =>
    {
        using TunDevice holder = TunDevice.Create(new TunDeviceOptions { Name = "spec0", IsPersistent = true });
        TunException e = Assert.Throws<TunException>(() => TunInterface.Find("spec0")!.Delete());
        Assert.Equal((TunError.NameInUse, "delete spec0"), (e.Error, e.Operation));
        holder.Dispose();
        TunInterface.Find("spec0")!.Delete();

        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void Only_TUN_and_TAP_interfaces_are_found() => NetworkNamespace.Run(() =>
    {
        _ = IpCommand.Run("link add pair0 type veth peer name pair1");
        _ = IpCommand.Run("tuntap add name spec0 mode tap");
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec1" });

        Assert.Null(TunInterface.Find("pair0"));
        Assert.Null(TunInterface.Find("lo"));
        Assert.Null(TunInterface.Find("absent0"));
        Assert.Null(TunInterface.Find("a name that is none"));
        Assert.Equal(
            [("spec0", false), ("spec1", true)],
            TunInterface.GetAll(device).Select(link => (link.Name, link.IsOpen)));
    });
}
