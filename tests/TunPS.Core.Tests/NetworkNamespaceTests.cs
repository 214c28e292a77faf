using System.Text.Json.Nodes;
using TunPS.Platform.Linux;

namespace TunPS.Core.Tests;

/// <summary>Devices in another network namespace, used from this one.</summary>
public sealed class NetworkNamespaceTests
{
    [DeviceFact]
    public void The_interface_is_made_there_and_the_calling_thread_stays_here() => NetworkNamespace.Run(() =>
    {
        using ForeignNamespace there = new();
        string before = NetworkNamespace.Current;
        using TunDevice device = Create(there);

        Assert.Equal(before, NetworkNamespace.Current);
        IpCommand.AssertNoDevices();
        Assert.Equal(["lo", "spec0"], there.Run(IpCommand.Links));
        JsonNode link = there.Run(() => IpCommand.Show("spec0"))!;
        Assert.Equal(1400, (int?)link["mtu"]);
        Assert.Contains("192.0.2.1", link["addr_info"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(there.Path, device.NetworkNamespace);
    });

    [DeviceFact]
    public void Everything_is_asked_and_set_there_from_here() => NetworkNamespace.Run(() =>
    {
        using ForeignNamespace there = new();
        using TunDevice device = Create(there);
        using TunDevice decoy = TunDevice.Create(new TunDeviceOptions { Name = "spec0", Mtu = 1300 });
        device.Interface!.Change(new TunInterfaceChanges { NewName = "spec7", Alias = "there" });
        device.Interface.AddAddress(TunAddress.Parse("198.51.100.1/24"));
        device.Interface.AddRoute(TunRoute.Parse("203.0.113.0/24"));

        Assert.Equal("spec7", device.Name);
        Assert.Equal(TunDeviceState.Up, device.State);
        Assert.Equal(1400, device.Mtu);
        Assert.Contains(TunAddress.Parse("198.51.100.1/24"), device.Address);
        Assert.Contains(TunRoute.Parse("203.0.113.0/24"), device.Interface.Route);
        Assert.Equal("there", (string?)there.Run(() => IpCommand.Show("spec7"))!["ifalias"]);
        Assert.Equal("spec0", decoy.Name);
        Assert.False(decoy.Interface!.IsSame(device.Interface));
        Assert.DoesNotContain(TunInterface.GetAll(device, decoy), other => other == device.Interface);
    });

    [DeviceFact]
    public void Its_packets_are_read_and_written_here() => NetworkNamespace.Run(() =>
    {
        using ForeignNamespace there = new();
        using TunDevice device = Create(there);
        device.Write(Packets.Echo(sequence: 9));
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        string info;
        do
        {
            info = new TunPacket(buffer[..device.Read(buffer, TimeSpan.FromSeconds(30))]).Info;
        }
        while (!info.Contains("Echo (ping) reply", StringComparison.Ordinal));

        Assert.Contains("seq=9/", info, StringComparison.Ordinal);
    });

    [DeviceFact]
    public void A_change_there_ends_a_wait_here() => NetworkNamespace.Run(() =>
    {
        using ForeignNamespace there = new();
        using TunDevice device = Create(there);
        string here = NetworkNamespace.Current;
        Task change = Background.WhenThisThreadBlocks(() => there.Run(() => IpCommand.Run("link set spec0 down")));

        Assert.Equal(WaitStatus.Ready, device.WaitForState(TunDeviceState.Down, TimeSpan.FromSeconds(30)).Status);
        Assert.Equal(here, NetworkNamespace.Current);
        change.GetAwaiter().GetResult();
    });

    [DeviceTheory]
    [InlineData("nosuch", TunError.NotFound, "there is no such namespace")]
    [InlineData("/proc/self/nosuch/net", TunError.NotFound, "there is no such namespace")]
    [InlineData("/proc/self/status", TunError.InvalidValue, "something else")]
    [InlineData("/proc/self/ns/uts", TunError.InvalidValue, "something else")]
    [InlineData("/proc", TunError.InvalidValue, "something else")]
    public void What_is_no_namespace_is_told_before_anything_is_made(string name, TunError error, string reason)
        => NetworkNamespace.Run(() =>
        {
            TunException e = Assert.Throws<TunException>(
                () => TunDevice.Create(new TunDeviceOptions { NetworkNamespace = name }));

            Assert.Equal(error, e.Error);
            Assert.Equal($"enter the network namespace '{name}'", e.Operation);
            Assert.Contains(reason, e.Message, StringComparison.Ordinal);
            IpCommand.AssertNoDevices();
        });

    [DeviceFact]
    public void A_step_that_fails_there_leaves_nothing_behind_there() => NetworkNamespace.Run(() =>
    {
        using ForeignNamespace there = new();
        TunException e = Assert.Throws<TunException>(() => TunDevice.Create(new TunDeviceOptions
        {
            NetworkNamespace = there.Path,
            Routes = [TunRoute.Parse("203.0.113.0/24 via 192.0.2.2")],
        }));

        Assert.Equal(TunError.InvalidValue, e.Error);
        Assert.Equal(["lo"], there.Run(IpCommand.Links));
    });

    private static TunDevice Create(ForeignNamespace there) => TunDevice.Create(new TunDeviceOptions
    {
        Name = "spec0",
        NetworkNamespace = there.Path,
        Mtu = 1400,
        Addresses = [TunAddress.Parse("192.0.2.1/24")],
    });

    [DeviceFact]
    public void A_FIFO_in_its_place_is_refused_at_once() => NetworkNamespace.Run(() =>
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using (System.Diagnostics.Process make = System.Diagnostics.Process.Start("mkfifo", [path]))
        {
            make.WaitForExit();
        }

        Task<Exception> open = Background.Run(
            () => Background.Failure(() => TunDevice.Create(new TunDeviceOptions { NetworkNamespace = path })));
        Assert.Equal(TunError.InvalidValue, Assert.IsType<TunException>(Background.Result(open)).Error);
        File.Delete(path);
    });

    [DeviceFact]
    public void A_descriptor_from_there_is_a_device_from_there() => NetworkNamespace.Run(() =>
    {
        using ForeignNamespace there = new();
        using TunDevice original = Create(there);
        using TunDevice decoy = TunDevice.Create(new TunDeviceOptions { Name = "spec0", Mtu = 1300 });
        using TunDevice borrowed = TunDevice.FromDescriptor(
            (int)original.Queue.Handle.DangerousGetHandle(), ownsDescriptor: false);

        Assert.Equal(1400, borrowed.Mtu);
        Assert.True(borrowed.Interface!.IsSame(original.Interface!));
    });

    [DeviceFact]
    public void Namespaces_are_told_apart_on_kernels_without_cookies_too()
    {
        ulong here = LinuxNamespace.GetIdentity();
        ulong there = 0;
        NetworkNamespace.Run(() => there = LinuxNamespace.GetIdentity());

        Assert.NotEqual(0UL, here);
        Assert.NotEqual(0UL, there);
        Assert.NotEqual(here, there);
    }
}
