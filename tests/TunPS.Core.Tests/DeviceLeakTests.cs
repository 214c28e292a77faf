namespace TunPS.Core.Tests;

/// <summary>Real devices leave nothing behind.</summary>
[Collection(nameof(LeakTests))]
public sealed class DeviceLeakTests
{
    [DeviceFact]
    public void Devices_leave_no_descriptor_whether_they_succeed_fail_or_are_waited_on() => NetworkNamespace.Run(() =>
    {
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        void Round()
        {
            using TunDevice device = TunDevice.Create(new TunDeviceOptions
            {
                Name = "spec0",
                Addresses = [TunAddress.Parse("192.0.2.1/24")],
            });
            _ = Assert.Throws<TunException>(() => TunDevice.Create(new TunDeviceOptions { Name = "spec0" }));
            _ = Assert.Throws<TunException>(() => TunDevice.Create(new TunDeviceOptions { Name = "lo" }));
            using InterruptEvent stop = new();
            while (device.TryRead(buffer, out _, TimeSpan.FromTicks(1), [stop]).Status == WaitStatus.Ready)
            {
            }

            _ = device.Address;
        }

        Round();
        Leaks.AssertNone(Round);
    });

    [DeviceFact]
    public void Devices_that_are_configured_all_over_leave_no_descriptor_and_no_interface() => NetworkNamespace.Run(() =>
    {
        using ForeignNamespace there = new();
        void Round()
        {
            TunDeviceOptions options = new()
            {
                Name = "spec0",
                Layer = TunLayer.Tap,
                MultiQueue = true,
                TxQueueLength = 700,
                Alias = "leak",
                Addresses = [TunAddress.Parse("192.0.2.1/24"), TunAddress.Parse("2001:db8::1/64")],
                Routes = [TunRoute.Parse("198.51.100.0/24")],
                IsPersistent = true,
            };
            using TunDevice queue = TunDevice.Create(options);
            using TunDevice another = TunDevice.Create(options);
            using TunDevice foreign = TunDevice.Create(new TunDeviceOptions { NetworkNamespace = there.Path });
            another.SetQueueState(TunQueueState.Detached);
            queue.Interface!.Change(new TunInterfaceChanges { Mtu = 1400, State = TunDeviceState.Down });
            _ = queue.WaitForState(TunDeviceState.Up, TimeSpan.FromTicks(1));
            _ = Assert.Throws<TunException>(() => queue.Interface.Change(new TunInterfaceChanges { NewName = "lo" }));
            queue.Interface.Change(new TunInterfaceChanges { IsPersistent = false });
        }

        Round();
        Leaks.AssertNone(Round, rounds: 50);
        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void A_refused_descriptor_stays_the_callers()
    {
        using FileStream file = File.OpenRead("/dev/net/tun");
        int descriptor = (int)file.SafeFileHandle.DangerousGetHandle();

        // Were it closed by the first refusal, the second one would be of another kind.
        for (int i = 0; i < 2; i++)
        {
            ArgumentException e = Assert.Throws<ArgumentException>(
                () => TunDevice.FromDescriptor(descriptor, ownsDescriptor: true));
            Assert.Contains("TUNSETIFF", e.Message, StringComparison.Ordinal);
        }
    }
}
