using static TunPS.Testing.XnuNumbers;

namespace TunPS.MacOS.Tests.Utun;

/// <summary>Routes into the interface.</summary>
[Collection(OwnKernel.Collection)]
public sealed class UtunRouteTests
{
    private const int ENETDOWN = 50;
    private const int EADDRINUSE = 48;

    [Theory]
    [InlineData("198.51.100.0/24")]
    [InlineData("198.51.100.7/32")]
    [InlineData("198.51.100.0/24 via 192.0.2.2")]
    [InlineData("198.51.100.7/32 via 192.0.2.2")]
    [InlineData("0.0.0.0/1")]
    [InlineData("128.0.0.0/1 via 192.0.2.2")]
    [InlineData("2001:db8:1::/48")]
    [InlineData("2001:db8:1::7/128")]
    [InlineData("2001:db8:1::/48 via 2001:db8::2")]
    [InlineData("2001:db8:1::/48 via fe80::2")]
    [InlineData("::/0")]
    [InlineData("8000::/1")]
    public void A_route_is_there_until_it_is_removed(string text)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", "192.0.2.1/24", "2001:db8::1/64");
        TunRoute route = TunRoute.Parse(text);
        string[] before = RoutesOf(device);
        device.Interface!.AddRoute(route);

        Assert.Contains(route, device.Interface.Route);
        Assert.Equal(before.Length + 1, device.Interface.Route.Count);
        RecordedRoute kept = Assert.Single(
            mac.Xnu.Routes,
            one => one.Interface.Name == "utun100"
                && (one.Flags & RTF_STATIC) != 0
                && one.Length == route.Destination.PrefixLength
                && one.DestinationBytes.AsSpan().IndexOf(route.Destination.BaseAddress.GetAddressBytes()) > 0);
        Assert.Equal(route.Gateway is not null, (kept.Flags & RTF_GATEWAY) != 0);
        Assert.Equal(TunError.AlreadyExists, Assert.Throws<TunException>(() => device.Interface.AddRoute(route)).Error);

        device.Interface.RemoveRoute(route);
        Assert.Equal(before, RoutesOf(device));
        Assert.Equal(TunError.NotFound, Assert.Throws<TunException>(() => device.Interface.RemoveRoute(route)).Error);
    }

    [Fact]
    public void Routes_of_the_options_are_made_once_each()
    {
        using OwnKernel mac = new();
        using TunDevice device = TunDevice.Create(new TunDeviceOptions
        {
            Name = "utun100",
            Addresses = [TunAddress.Parse("192.0.2.1/24")],
            Routes =
            [
                TunRoute.Parse("198.51.100.0/24"), TunRoute.Parse("192.0.2.0/24"), TunRoute.Parse("198.51.100.0/24"),
            ],
        });

        Assert.Equal(2, mac.Xnu.Calls.Count(call => call == "write(route, RTM_ADD)"));
        Assert.Equal(["192.0.2.0/24", "198.51.100.0/24"], RoutesOf(device));
    }

    [Fact]
    public void A_route_that_the_system_has_elsewhere_is_told_with_a_way_out()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", "192.0.2.1/24");
        TunException taken = Assert.Throws<TunException>(() => device.Interface!.AddRoute(TunRoute.Parse("default")));
        Assert.Equal(TunError.InvalidValue, taken.Error);
        Assert.Equal(EEXIST, taken.Errno);
        Assert.Contains("0.0.0.0/1 and 128.0.0.0/1", taken.Remedy, StringComparison.Ordinal);

        taken = Assert.Throws<TunException>(() => device.Interface!.AddRoute(TunRoute.Parse("203.0.113.0/24")));
        Assert.Equal(TunError.InvalidValue, taken.Error);
        Assert.Contains("two halves", taken.Remedy, StringComparison.Ordinal);
        Assert.Equal(["192.0.2.0/24"], RoutesOf(device));
    }

    [Theory]
    [InlineData("198.51.100.0/24")]
    [InlineData("2001:db8:1::/48")]
    public void Without_an_address_of_the_family_there_is_no_route(string route)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        TunException refused = Assert.Throws<TunException>(() => device.Interface!.AddRoute(TunRoute.Parse(route)));

        Assert.Equal(TunError.InvalidValue, refused.Error);
        Assert.Equal(ENETUNREACH, refused.Errno);
        Assert.Contains("Add-TunAddress", refused.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("198.51.100.0/24 via 203.0.113.1")]
    [InlineData("198.51.100.0/24 via 192.0.3.1")]
    [InlineData("2001:db8:1::/48 via 2001:db8:5::1")]
    public void A_router_behind_another_interface_is_refused_and_the_kernel_is_not_asked(string route)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", "192.0.2.1/24", "2001:db8::1/64");

        Assert.DoesNotContain("write(route, RTM_ADD)", mac.CallsOf(() =>
        {
            TunException refused = Assert.Throws<TunException>(() => device.Interface!.AddRoute(TunRoute.Parse(route)));
            Assert.Equal(TunError.InvalidValue, refused.Error);
            Assert.Equal(ENETUNREACH, refused.Errno);
        }));
    }

    [Fact]
    public void A_router_may_be_a_peer_or_in_a_network_that_a_route_leads_to()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open(
            "utun100", "192.0.2.1 peer 192.0.2.2/32", "2001:db8::1 peer 2001:db8::2/128");
        device.Interface!.AddRoute(TunRoute.Parse("10.9.0.0/16"));
        string[] routed =
        [
            "198.51.100.0/24 via 192.0.2.2", "198.51.101.0/24 via 10.9.0.1", "2001:db8:1::/48 via 2001:db8::2",
        ];
        Array.ForEach(routed, route => device.Interface.AddRoute(TunRoute.Parse(route)));

        Assert.All(routed, route => Assert.Contains(TunRoute.Parse(route), device.Interface.Route));
    }

    [Theory]
    [InlineData(ENETDOWN, TunError.LinkDown)]
    [InlineData(EPERM, TunError.AccessDenied)]
    [InlineData(13, TunError.AccessDenied)]
    [InlineData(ENOBUFS, TunError.LimitReached)]
    [InlineData(EINVAL, TunError.InvalidValue)]
    [InlineData(EADDRINUSE, TunError.InvalidValue)]
    [InlineData(EADDRNOTAVAIL, TunError.InvalidValue)]
    [InlineData(EHOSTUNREACH, TunError.InvalidValue)]
    public void A_route_that_the_kernel_refuses_is_told_with_the_reason(int errno, TunError expected)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", "192.0.2.1/24");
        mac.Xnu.FailNext("write(route, RTM_ADD)", errno);
        TunException refused = Assert.Throws<TunException>(
            () => device.Interface!.AddRoute(TunRoute.Parse("198.51.100.0/24 via 192.0.2.2")));

        Assert.Equal(expected, refused.Error);
        Assert.Equal(errno, refused.Errno);
    }

    [Fact]
    public void A_router_is_not_the_host_that_it_leads_to()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", "192.0.2.1/24");
        TunException refused = Assert.Throws<TunException>(
            () => device.Interface!.AddRoute(TunRoute.Parse("192.0.2.2/32 via 192.0.2.2")));

        Assert.Equal(TunError.InvalidValue, refused.Error);
        Assert.Equal(EADDRNOTAVAIL, refused.Errno);
        Assert.DoesNotContain("192.0.2.2/32", RoutesOf(device));
    }

    [Fact]
    public void A_route_that_is_gone_meanwhile_is_not_found()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", "192.0.2.1/24");
        TunRoute route = TunRoute.Parse("198.51.100.0/24");
        device.Interface!.AddRoute(route);
        mac.Xnu.FailNext("write(route, RTM_DELETE)", ESRCH);

        Assert.Equal(TunError.NotFound, Assert.Throws<TunException>(() => device.Interface.RemoveRoute(route)).Error);
    }

    [Fact]
    public void What_every_interface_has_by_itself_is_not_shown_and_not_removed()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", "192.0.2.1/24", "2001:db8::1/64", "fe80::1/64");
        Assert.True(mac.Xnu.Routes.Count(route => route.Interface.Name == "utun100") > 2);
        Assert.Equal(["192.0.2.0/24", "2001:db8::/64"], RoutesOf(device));

        foreach (string own in new[] { "192.0.2.1/32", "ff00::/8", "fe80::/64" })
        {
            Assert.Equal(
                TunError.NotFound,
                Assert.Throws<TunException>(() => device.Interface!.RemoveRoute(TunRoute.Parse(own))).Error);
        }
    }

    [Fact]
    public void Of_two_interfaces_with_one_network_each_loses_its_own_route()
    {
        using OwnKernel mac = new();
        using TunDevice first = OwnKernel.Open("utun100", "2001:db8::1/64");
        using TunDevice second = OwnKernel.Open("utun101", "2001:db8::9/64");

        // The kernel made that of the second for this interface alone (RTF_IFSCOPE).
        TunRoute network = TunRoute.Parse("2001:db8::/64");
        Assert.Contains(network, second.Interface!.Route);
        second.Interface.RemoveRoute(network);

        Assert.DoesNotContain(network, second.Interface.Route);
        Assert.Contains(network, first.Interface!.Route);
    }

    [Fact]
    public void A_signal_while_it_asks_is_nobodys_business()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", "192.0.2.1/24");
        mac.Xnu.FailNext("write(route, RTM_ADD)", 4, times: 2);
        device.Interface!.AddRoute(TunRoute.Parse("198.51.100.0/24"));

        Assert.Contains("198.51.100.0/24", RoutesOf(device));
    }

    [Fact]
    public void A_route_that_fails_takes_the_device_with_it()
    {
        using OwnKernel mac = new();
        int routes = mac.Xnu.Routes.Count;
        _ = Assert.Throws<TunException>(() => TunDevice.Create(new TunDeviceOptions
        {
            Name = "utun100",
            Addresses = [TunAddress.Parse("192.0.2.1/24")],
            Routes = [TunRoute.Parse("198.51.100.0/24"), TunRoute.Parse("default")],
        }));

        Assert.DoesNotContain("utun100", mac.Xnu.InterfaceNames);
        Assert.Equal(routes, mac.Xnu.Routes.Count);
    }

    private static string[] RoutesOf(TunDevice device)
        => [.. device.Interface!.Route.Select(route => route.ToString())];
}
