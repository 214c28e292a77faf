using System.Net;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.MacOS.Tests.Utun;

/// <summary>Addresses, and the routes to their networks.</summary>
[Collection(OwnKernel.Collection)]
public sealed class UtunAddressTests
{
    [Theory]
    [InlineData("192.0.2.1/24", "192.0.2.0/24")]
    [InlineData("192.0.2.1/31", "192.0.2.0/31")]
    [InlineData("192.0.2.1/32", null)]
    [InlineData("10.255.0.1/9", "10.128.0.0/9")]
    [InlineData("192.0.2.1 peer 192.0.2.2/32", "192.0.2.2/32")]
    [InlineData("192.0.2.1 peer 198.51.100.2/24", "198.51.100.0/24")]
    [InlineData("2001:db8::1/64", "2001:db8::/64")]
    [InlineData("2001:db8::1/47", "2001:db8::/47")]
    [InlineData("2001:db8::1/128", null)]
    [InlineData("2001:db8::1 peer 2001:db8::2/128", "2001:db8::2/128")]
    [InlineData("fe80::1/64", null)]
    public void An_address_reads_back_as_it_was_given_and_its_network_is_reached(string text, string? network)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", text);
        TunAddress address = TunAddress.Parse(text);

        Assert.Contains(address, device.Address);
        Assert.All(device.Address, one => Assert.Equal("utun100", one.Device));
        Assert.All(
            device.Interface!.Route.Where(route => route.Destination.ToString() == network),
            route => Assert.Null(route.Gateway));
        Assert.Equal(network is not null, device.Interface.Route.Any(route => route.Destination.ToString() == network));

        device.Interface.RemoveAddress(address);
        Assert.DoesNotContain(address, device.Address);
        Assert.Empty(device.Interface.Route);
        device.Interface.AddAddress(address);
        Assert.Contains(address, device.Address);
    }

    [Fact]
    public void Without_a_peer_the_address_is_its_own_other_end()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", "192.0.2.1/24");
        RecordedAddress kept = Assert.Single(mac.SideOf(device).Addresses);

        Assert.Equal([192, 0, 2, 1], kept.Peer[4..8]);
        Assert.Equal([255, 255, 255, 0], kept.Mask);
        Assert.Contains(mac.Xnu.Routes, route => route.IsHost && route.Matches([192, 0, 2, 1]));
    }

    [Fact]
    public void The_kernel_makes_the_route_to_a_network_of_IPv6_by_itself()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");

        Assert.DoesNotContain(
            "write(route, RTM_ADD)",
            mac.CallsOf(() => device.Interface!.AddAddress(TunAddress.Parse("2001:db8::1/64"))));
        Assert.Contains(
            "write(route, RTM_ADD)",
            mac.CallsOf(() => device.Interface!.AddAddress(TunAddress.Parse("192.0.2.1/24"))));
        Assert.Equal(["192.0.2.0/24", "2001:db8::/64"], RoutesOf(device));
    }

    [Theory]
    [InlineData("192.0.2.1/24", "192.0.2.9/24", "192.0.2.0/24")]
    [InlineData("2001:db8::1/64", "2001:db8::9/64", "2001:db8::/64")]
    public void A_network_of_two_addresses_stays_until_the_last_one_goes(string one, string other, string network)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", one, other);
        Assert.Equal([network], RoutesOf(device));

        device.Interface!.RemoveAddress(TunAddress.Parse(one));
        Assert.Equal([network], RoutesOf(device));
        device.Interface.RemoveAddress(TunAddress.Parse(other));
        Assert.Empty(RoutesOf(device));
    }

    [Fact]
    public void Addresses_are_told_apart_by_all_that_they_are()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", "192.0.2.1/24", "2001:db8::1/64");
        AssertRefused(TunError.AlreadyExists, () => device.Interface!.AddAddress(TunAddress.Parse("192.0.2.1/24")));
        AssertRefused(TunError.AlreadyExists, () => device.Interface!.AddAddress(TunAddress.Parse("2001:db8::1/64")));
        AssertRefused(TunError.InvalidValue, () => device.Interface!.AddAddress(TunAddress.Parse("192.0.2.1/25")));
        AssertRefused(TunError.InvalidValue, () => device.Interface!.AddAddress(TunAddress.Parse("2001:db8::1/65")));
        AssertRefused(
            TunError.InvalidValue, () => device.Interface!.AddAddress(TunAddress.Parse("192.0.2.1 peer 192.0.2.2/24")));
        AssertRefused(TunError.NotFound, () => device.Interface!.RemoveAddress(TunAddress.Parse("192.0.2.1/25")));
        AssertRefused(TunError.NotFound, () => device.Interface!.RemoveAddress(TunAddress.Parse("192.0.2.2/24")));
        AssertRefused(TunError.NotFound, () => device.Interface!.RemoveAddress(IPAddress.Parse("2001:db8::2")));

        Assert.Equal("192.0.2.1/24", device.Interface!.RemoveAddress(IPAddress.Parse("192.0.2.1")).ToString());
    }

    [Fact]
    public void A_peer_of_IPv6_needs_a_full_prefix_and_that_is_told_before_the_kernel_is_asked()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        TunException refused = Assert.Throws<TunException>(
            () => device.Interface!.AddAddress(TunAddress.Parse("2001:db8::1 peer 2001:db8::2/64")));

        Assert.Equal(TunError.NotSupported, refused.Error);
        Assert.Contains("/128", refused.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain(mac.Xnu.Calls, call => call.Contains("SIOCAIFADDR_IN6", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(EDESTADDRREQ, TunError.InvalidValue)]
    [InlineData(EEXIST, TunError.AlreadyExists)]
    [InlineData(EPERM, TunError.AccessDenied)]
    [InlineData(ENXIO, TunError.DeviceGone)]
    [InlineData(ENOBUFS, TunError.LimitReached)]
    [InlineData(EINVAL, TunError.InvalidValue)]
    public void An_address_that_the_kernel_refuses_is_told_with_the_reason(int errno, TunError expected)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        foreach (string address in new[] { "192.0.2.1/24", "2001:db8::1/64" })
        {
            mac.Xnu.FailNext("ioctl(utun100, SIOCAIFADDR", errno);
            TunException refused = AssertRefused(
                expected, () => device.Interface!.AddAddress(TunAddress.Parse(address)));

            Assert.Equal(errno, refused.Errno);
            Assert.Equal($"add the address {address} to utun100", refused.Operation);
        }
    }

    [Theory]
    [InlineData(EADDRNOTAVAIL, TunError.NotFound)]
    [InlineData(EPERM, TunError.AccessDenied)]
    public void An_address_that_the_kernel_keeps_is_told_with_the_reason(int errno, TunError expected)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", "192.0.2.1/24", "2001:db8::1/64");
        foreach (string address in new[] { "192.0.2.1/24", "2001:db8::1/64" })
        {
            mac.Xnu.FailNext("ioctl(utun100, SIOCDIFADDR", errno);

            Assert.Equal(errno, AssertRefused(
                expected, () => device.Interface!.RemoveAddress(TunAddress.Parse(address))).Errno);
        }
    }

    [Theory]
    [InlineData(ENOBUFS)]
    [InlineData(EPERM)]
    [InlineData(ENETUNREACH)]
    public void An_address_whose_network_gets_no_route_does_not_stay(int errno)
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100");
        mac.Xnu.FailNext("write(route, RTM_ADD)", errno);
        _ = Assert.Throws<TunException>(() => device.Interface!.AddAddress(TunAddress.Parse("192.0.2.1/24")));

        Assert.Empty(device.Address);
        Assert.Empty(mac.SideOf(device).Addresses);
    }

    [Fact]
    public void A_network_that_another_interface_has_stays_there()
    {
        using OwnKernel mac = new();
        using TunDevice first = OwnKernel.Open("utun100", "192.0.2.1/24");
        using TunDevice second = OwnKernel.Open("utun101", "192.0.2.9/24");
        Assert.Equal(["192.0.2.9/24"], second.Address.Select(address => address.ToString()));
        Assert.Equal(["192.0.2.0/24"], RoutesOf(first));
        Assert.Empty(RoutesOf(second));

        second.Interface!.RemoveAddress(second.Address[0]);
        Assert.Equal(["192.0.2.0/24"], RoutesOf(first));
    }

    [Fact]
    public void A_route_by_a_router_is_not_that_of_an_address()
    {
        using OwnKernel mac = new();
        using TunDevice device = OwnKernel.Open("utun100", "192.0.2.1/24");
        TunRoute routed = TunRoute.Parse("198.51.100.0/24 via 192.0.2.2");
        device.Interface!.AddRoute(routed);
        device.Interface.AddAddress(TunAddress.Parse("198.51.100.1/24"));
        device.Interface.RemoveAddress(TunAddress.Parse("198.51.100.1/24"));

        Assert.Contains(routed, device.Interface.Route);
    }

    [Fact]
    public void An_address_that_fails_takes_those_before_it_along_with_the_device()
    {
        using OwnKernel mac = new();
        int routes = mac.Xnu.Routes.Count;
        List<string> told = [];
        _ = Assert.Throws<TunException>(() => TunDevice.Create(
            new TunDeviceOptions
            {
                Name = "utun100",
                Mtu = 1400,
                Addresses = [TunAddress.Parse("192.0.2.1/24"), TunAddress.Parse("2001:db8::1 peer 2001:db8::2/64")],
            },
            told.Add));

        Assert.DoesNotContain("utun100", mac.Xnu.InterfaceNames);
        Assert.Equal(routes, mac.Xnu.Routes.Count);
        Assert.Contains("Undone: add the address 192.0.2.1/24 to utun100.", told);
        Assert.Contains("Undone: set the MTU of utun100 to 1400.", told);
    }

    private static string[] RoutesOf(TunDevice device)
        => [.. device.Interface!.Route.Select(route => route.ToString())];

    private static TunException AssertRefused(TunError expected, Action action)
    {
        TunException refused = Assert.Throws<TunException>(action);
        Assert.Equal(expected, refused.Error);
        return refused;
    }
}
