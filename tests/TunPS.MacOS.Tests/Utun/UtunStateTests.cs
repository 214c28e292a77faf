using static TunPS.Testing.XnuNumbers;

namespace TunPS.MacOS.Tests.Utun;

/// <summary>Up, down, gone, and the MTU.</summary>
[Collection(OwnKernel.Collection)]
public sealed class UtunStateTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void The_kernel_makes_it_up_and_nothing_has_to_be_done()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");

        Assert.Equal(TunDeviceState.Up, device.State);
        Assert.DoesNotContain(mac.Xnu.Calls, call => call.Contains("IFFLAGS", StringComparison.Ordinal));
    }

    [Fact]
    public void A_new_one_that_is_to_be_down_is_taken_down_before_it_has_an_address()
    {
        using OwnKernel mac = new();
        using TunDevice device = TunDevice.Create(new TunDeviceOptions
        {
            Name = "utun100",
            Down = true,
            Addresses = [TunAddress.Parse("192.0.2.1/24")],
        });

        Assert.Equal(TunDeviceState.Down, device.State);
        List<string> calls = [.. mac.Xnu.Calls];
        Assert.True(calls.IndexOf("ioctl(utun100, SIOCSIFFLAGS)") < calls.IndexOf("ioctl(utun100, SIOCAIFADDR)"));
        device.Interface!.Change(new TunInterfaceChanges { State = TunDeviceState.Up });
        Assert.Equal(TunDeviceState.Up, device.State);
        Assert.Equal(["192.0.2.0/24"], device.Interface.Route.Select(route => route.ToString()));
    }

    [Fact]
    public void Up_and_down_leave_all_else_as_it_is()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        int flags = mac.SideOf(device).Flags;
        device.Interface!.Change(new TunInterfaceChanges { State = TunDeviceState.Down });
        Assert.Equal(TunDeviceState.Down, device.State);
        Assert.Equal(flags & ~IFF_UP, mac.SideOf(device).Flags);

        device.Interface.Change(new TunInterfaceChanges { State = TunDeviceState.Up });
        Assert.Equal(TunDeviceState.Up, device.State);
        Assert.Equal(flags, mac.SideOf(device).Flags);
    }

    [Fact]
    public void Addresses_stay_while_it_is_down_and_their_networks_are_reached_again_when_it_is_up()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open(
            "utun100", "192.0.2.1/24", "198.51.100.1 peer 198.51.100.2/32", "2001:db8::1/64");
        string[] routes = [.. device.Interface!.Route.Select(route => route.ToString())];
        int addresses = device.Address.Count;
        device.Interface.Change(new TunInterfaceChanges { State = TunDeviceState.Down });
        Assert.Equal(addresses, device.Address.Count);
        Assert.DoesNotContain(TunRoute.Parse("192.0.2.0/24"), device.Interface.Route);

        device.Interface.Change(new TunInterfaceChanges { State = TunDeviceState.Up });
        Assert.Equal(routes.Order(), device.Interface.Route.Select(route => route.ToString()).Order());
    }

    [Fact]
    public void A_change_that_fails_behind_its_going_down_brings_everything_back()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", "192.0.2.1/24", "2001:db8::1/64");
        device.Interface!.AddRoute(TunRoute.Parse("10.1.0.0/16 via 192.0.2.2"));
        string[] routes = [.. device.Interface.Route.Select(route => route.ToString())];
        mac.Xnu.FailNext("ioctl(utun100, SIOCSIFMTU)", EINVAL);
        _ = Assert.Throws<TunException>(() => device.Interface.Change(
            new TunInterfaceChanges { State = TunDeviceState.Down, Mtu = 1400 }));

        Assert.Equal(TunDeviceState.Up, device.State);
        Assert.Equal(1500, device.Mtu);
        Assert.Equal(routes.Order(), device.Interface.Route.Select(route => route.ToString()).Order());
    }

    [Theory]
    [InlineData(72)]
    [InlineData(576)]
    [InlineData(1280)]
    [InlineData(65535)]
    public void An_MTU_is_set(int mtu)
    {
        using OwnKernel mac = new();
        using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "utun100", Mtu = mtu });
        Assert.Equal(mtu, device.Mtu);

        device.Interface!.Change(new TunInterfaceChanges { Mtu = 1499 });
        Assert.Equal(1499, mac.SideOf(device).Mtu);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(71)]
    [InlineData(65536)]
    public void An_MTU_that_macOS_does_not_take_is_refused_with_its_range(int mtu)
    {
        using OwnKernel mac = new();
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => TunDevice.Create(new TunDeviceOptions { Mtu = mtu }));

        Assert.Contains("72..65535", refused.Message, StringComparison.Ordinal);
        Assert.Empty(mac.Xnu.Calls);
    }

    [Theory]
    [InlineData("SIOCGIFFLAGS", ENXIO, TunError.DeviceGone)]
    [InlineData("SIOCSIFFLAGS", EPERM, TunError.AccessDenied)]
    [InlineData("SIOCSIFMTU", EINVAL, TunError.InvalidValue)]
    [InlineData("SIOCSIFMTU", EPERM, TunError.AccessDenied)]
    public void A_change_that_the_kernel_refuses_is_told_with_the_reason(string call, int errno, TunError expected)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        mac.Xnu.FailNext($"ioctl(utun100, {call})", errno);
        TunException refused = Assert.Throws<TunException>(() => device.Interface!.Change(
            new TunInterfaceChanges { State = TunDeviceState.Down, Mtu = 1400 }));

        Assert.Equal(expected, refused.Error);
        Assert.Equal(errno, refused.Errno);
        Assert.Equal(TunDeviceState.Up, device.State);
        Assert.Equal(1500, device.Mtu);
    }

    [Theory]
    [InlineData(TunDeviceState.Up)]
    [InlineData(TunDeviceState.Down)]
    [InlineData(TunDeviceState.Gone)]
    public void A_wait_ends_when_the_system_says_so_and_not_before(TunDeviceState state)
    {
        using OwnKernel mac = new();
        using TunDevice device = TunDevice.Create(
            new TunDeviceOptions { Name = "utun100", Down = state == TunDeviceState.Up });
        using TunDevice other = OwnKernel.Open("utun101");
        mac.Xnu.RecordsTransfers = true;
        Task<WaitResult> wait = Background.Run(() => device.WaitForState(state, s_patience));
        for (int waits = 1; waits <= 3; waits++)
        {
            mac.WaitForPolls(waits);
            Assert.False(wait.IsCompleted);
            other.Interface!.AddAddress(TunAddress.Parse($"10.{waits}.0.1/16"));
        }

        if (state == TunDeviceState.Gone)
        {
            mac.Xnu.HangUp("utun100");
        }
        else
        {
            TunInterface.Find("utun100")!.Change(new TunInterfaceChanges { State = state });
        }

        Assert.Equal(WaitStatus.Ready, Background.Result(wait).Status);
        Assert.Equal(state, device.State);
    }

    [Fact]
    public void More_messages_than_the_socket_keeps_do_not_hide_the_one_that_counts()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        using TunDevice other = OwnKernel.Open("utun101");
        using InterruptEvent interrupt = new();
        Task<WaitResult> wait = Background.Run(
            () => device.WaitForState(TunDeviceState.Down, s_patience, [interrupt]));
        for (int i = 0; i < 1000; i++)
        {
            other.Interface!.Change(new TunInterfaceChanges { Mtu = 1400 + (i % 2) });
        }

        Assert.False(wait.IsCompleted);
        device.Interface!.Change(new TunInterfaceChanges { State = TunDeviceState.Down });
        Assert.Equal(WaitStatus.Ready, Background.Result(wait).Status);
    }

    [Fact]
    public void What_is_so_already_needs_no_socket_and_a_wait_leaves_none()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        Assert.All(
            mac.CallsOf(() => Assert.Equal(WaitStatus.Ready, device.WaitForState(TunDeviceState.Up).Status)),
            call => Assert.StartsWith("sysctl", call, StringComparison.Ordinal));

        Leaks.AssertNone(() => Assert.Equal(
            WaitStatus.TimedOut, device.WaitForState(TunDeviceState.Down, TimeSpan.FromMilliseconds(1)).Status));
    }

    [Theory]
    [InlineData("socket(PF_ROUTE", 24, TunError.LimitReached)]
    [InlineData("ioctl(route, FIONBIO)", EBADF, TunError.DeviceGone)]
    public void A_wait_that_cannot_listen_says_why_and_leaves_nothing(string call, int errno, TunError expected)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        HashSet<string> sockets = mac.FindSockets();
        mac.Xnu.FailNext(call, errno);
        TunException failed = Assert.Throws<TunException>(() => device.WaitForState(TunDeviceState.Down, s_patience));

        Assert.Equal(expected, failed.Error);
        Assert.Same(device, failed.Device);
        Assert.Empty(mac.FindSockets().Except(sockets));
    }
}
