using TunPS.Native;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.MacOS.Tests.Utun;

/// <summary>The interfaces of the system: those of others, and what they are and count.</summary>
[Collection(OwnKernel.Collection)]
public sealed class UtunEnumerationTests
{
    [Fact]
    public void All_utuns_are_listed_and_nothing_else()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        IReadOnlyList<TunInterface> all = TunInterface.GetAll(device);

        Assert.Equal(["utun0", "utun1", "utun2", "utun3", "utun100"], all.Select(one => one.Name));
        Assert.Contains("en0", mac.Xnu.InterfaceNames);
        Assert.Same(device.Interface, all[^1]);
        Assert.All(all.Take(4), one => Assert.False(one.IsOpen));
        Assert.All(all, one => Assert.Equal(TunLayer.Tun, one.Layer));
    }

    [Theory]
    [InlineData("utun2", true)]
    [InlineData("utun100", true)]
    [InlineData("utun5", false)]
    [InlineData("en0", false)]
    [InlineData("lo0", false)]
    [InlineData("utun02", false)]
    [InlineData("", false)]
    public void One_is_found_by_its_name(string name, bool isThere)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        TunInterface? found = TunInterface.Find(name);

        Assert.Equal(isThere, found is not null);
        Assert.Equal(isThere ? name : null, found?.Name);
        Assert.Equal(name == "utun100", found?.IsSame(device.Interface!) ?? false);
    }

    [Fact]
    public void What_macOS_does_not_know_of_an_interface_is_what_it_has_not()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        TunInterface link = device.Interface!;

        Assert.Equal(mac.SideOf(device).Index, link.Index);
        Assert.Equal(1500, link.Mtu);
        Assert.True(link.HasCarrier);
        Assert.Equal(128, link.TxQueueLength);
        Assert.Equal(string.Empty, link.Alias);
        Assert.Null(link.MacAddress);
        Assert.Null(link.Owner);
        Assert.Null(link.Group);
        Assert.False(link.IsPersistent);
        Assert.False(link.IsMultiQueue);
        Assert.Equal(1, link.QueueCount);
        Assert.Equal(0, link.DetachedQueueCount);
    }

    [Fact]
    public void What_the_kernel_sends_the_script_receives_and_the_other_way_round()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        RecordedInterface side = mac.SideOf(device);
        byte[] packet = Packets.Udp(2000);
        for (int i = 0; i < 3; i++)
        {
            Assert.True(side.InjectPacket(packet));
        }

        for (int i = 0; i < 5; i++)
        {
            device.Write(packet);
        }

        TunStatistics counted = device.Statistics!;
        InterfaceCounters kernel = side.Counters;
        Assert.Equal(3, counted.ReceivedPackets);
        Assert.Equal((long)kernel.PacketsIn, counted.SentPackets);

        // In whole KiB.
        Assert.Equal((long)kernel.BytesOut & ~1023, counted.ReceivedBytes);
        Assert.Equal((long)kernel.BytesIn & ~1023, counted.SentBytes);
    }

    [Fact]
    public void An_interface_that_is_gone_is_gone_also_when_another_has_its_number()
    {
        using OwnKernel mac = new();
        TunInterface found;
        using (TunDevice device = OwnKernel.Open("utun100"))
        {
            found = TunInterface.Find("utun100")!;
        }

        Assert.Equal(TunDeviceState.Gone, found.State);
        Assert.Null(found.Mtu);
        Assert.Empty(found.Address);
        Assert.Empty(found.Route);
        Assert.Equal("utun100", found.Name);
        TunException gone = Assert.Throws<TunException>(() => found.Change(new TunInterfaceChanges { Mtu = 1400 }));
        Assert.Equal(TunError.DeviceGone, gone.Error);
        Assert.Equal(ENXIO, gone.Errno);
    }

    [Fact]
    public void What_can_be_set_on_an_interface_of_another_program_is_set()
    {
        using OwnKernel mac = new();
        TunInterface other = TunInterface.Find("utun2")!;
        other.Change(new TunInterfaceChanges { Mtu = 1400 });
        other.AddAddress(TunAddress.Parse("192.0.2.1/24"));
        other.AddRoute(TunRoute.Parse("198.51.100.0/24"));

        Assert.Equal(1400, mac.Xnu.Interface("utun2").Mtu);
        Assert.Equal(
            ["192.0.2.0/24", "198.51.100.0/24"], other.Route.Select(route => route.ToString()));
        other.RemoveRoute(TunRoute.Parse("198.51.100.0/24"));
        other.RemoveAddress(TunAddress.Parse("192.0.2.1/24"));
        Assert.Empty(other.Route);
    }

    [Fact]
    public void What_needs_the_device_of_another_program_is_refused()
    {
        using OwnKernel mac = new();
        TunInterface other = TunInterface.Find("utun2")!;
        foreach (Action action in new Action[]
        {
            other.Delete,
            () => other.Change(new TunInterfaceChanges { IsPersistent = false, Mtu = 1400 }),
        })
        {
            TunException refused = Assert.Throws<TunException>(action);
            Assert.Equal(TunError.NameInUse, refused.Error);
            Assert.Contains("utun2", refused.Message, StringComparison.Ordinal);
            Assert.Contains("closes it", refused.Remedy, StringComparison.Ordinal);
        }

        Assert.Equal(1500, other.Mtu);
    }

    [Fact]
    public void Who_is_not_root_sees_everything_and_changes_nothing()
    {
        using OwnKernel mac = new();
        mac.Xnu.IsRoot = false;
        TunInterface other = TunInterface.Find("utun2")!;
        Assert.Equal(1500, other.Mtu);
        Assert.NotEmpty(other.Address);
        foreach (Action action in new Action[]
        {
            () => other.Change(new TunInterfaceChanges { Mtu = 1400 }),
            () => other.Change(new TunInterfaceChanges { State = TunDeviceState.Down }),
            () => other.AddAddress(TunAddress.Parse("192.0.2.1/24")),
            () => other.AddAddress(TunAddress.Parse("2001:db8::1/64")),
            () => other.RemoveAddress(other.Address[0]),
            () => other.AddRoute(TunRoute.Parse("2001:db8:1::/48")),
        })
        {
            TunException refused = Assert.Throws<TunException>(action);
            Assert.Equal(TunError.AccessDenied, refused.Error);
            Assert.Contains("sudo", refused.Remedy, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_kernel_that_does_not_answer_is_no_empty_list()
    {
        using OwnKernel mac = new();
        mac.Xnu.FailNext("sysctl", ENOMEM, times: 100);
        Assert.Equal(TunError.LimitReached, Assert.Throws<TunException>(() => TunInterface.GetAll()).Error);
        mac.Xnu.ClearFaults();

        // A table that grew between the question for its size and that for itself is asked for again.
        mac.Xnu.FailAt(2, ENOMEM);
        Assert.Equal(4, TunInterface.GetAll().Count);
    }

    [Fact]
    public void A_descriptor_that_is_open_already_becomes_a_device_with_its_interface()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        int descriptor = (int)device.Queue.Handle.DangerousGetHandle();
        using (TunDevice borrowed = TunDevice.FromDescriptor(descriptor, ownsDescriptor: false))
        {
            Assert.Equal("utun100", borrowed.Name);
            Assert.True(borrowed.Interface!.IsSame(device.Interface!));
            borrowed.Write(Packets.Udp(8));
        }

        Assert.NotNull(mac.SideOf(device).TakeWritten());
        Assert.Equal(TunDeviceState.Up, device.State);
    }

    [Fact]
    public unsafe void A_descriptor_that_is_no_socket_is_refused_and_stays_the_callers()
    {
        using OwnKernel mac = new();
        int* ends = stackalloc int[2];
        Assert.Equal(0, mac.Xnu.Pipe(ends));
        using DescriptorHandle one = new(ends[0], ownsDescriptor: true);
        using DescriptorHandle other = new(ends[1], ownsDescriptor: true);
        int end = (int)one.DangerousGetHandle();
        Assert.Contains(
            "ENOTSOCK (38)",
            Assert.Throws<ArgumentException>(() => TunDevice.FromDescriptor(end, true)).Message,
            StringComparison.Ordinal);
        Assert.Equal(1, mac.Platform.Write(other, (byte*)ends, 1));
        Assert.Contains(
            "EBADF (9)",
            Assert.Throws<ArgumentException>(() => TunDevice.FromDescriptor(9999, true)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public unsafe void A_control_socket_without_an_interface_is_a_device_without_one()
    {
        using OwnKernel mac = new();
        int control = mac.Xnu.Socket(PF_SYSTEM, SOCK_DGRAM, SYSPROTO_CONTROL);
        using TunDevice device = TunDevice.FromDescriptor(control, ownsDescriptor: true);

        Assert.True(mac.Xnu.IsCloseOnExec(control));
        Assert.Null(device.Interface);
        Assert.Equal(
            TunError.DeviceGone,
            Assert.Throws<TunException>(() => device.Read(new byte[TunDevice.MaxPacketLength])).Error);
    }
}
