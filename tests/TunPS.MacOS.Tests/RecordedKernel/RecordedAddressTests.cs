using System.Buffers.Binary;
using System.Net;

namespace TunPS.MacOS.Tests.RecordedKernel;

public sealed class RecordedAddressTests
{
    [Fact]
    public void in_control_wants_another_end_on_a_point_to_point_interface()
    {
        using Caller caller = new();
        _ = caller.Open();
        int inet = caller.Socket(2);

        Assert.Equal(-39, caller.AddAddress(inet, "utun4", "192.0.2.1", "0.0.0.0", "255.255.255.0"));
        Assert.Equal(0, caller.AddAddress(inet, "utun4", "192.0.2.1", "192.0.2.1", "255.255.255.0"));
    }

    [Theory]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("0.0.0.0")]
    public void in_control_refuses_what_is_no_address_of_a_host(string address)
    {
        using Caller caller = new();
        _ = caller.Open();

        Assert.Equal(-22, caller.AddAddress(caller.Socket(2), "utun4", address, "192.0.2.2", "255.255.255.0"));
    }

    [Fact]
    public void in_control_refuses_another_family()
    {
        using Caller caller = new();
        _ = caller.Open();
        byte[] request = Caller.Named("utun4", 64);
        Caller.Internet("192.0.2.1").CopyTo(request, 16);
        Caller.Internet("192.0.2.2").CopyTo(request, 32);
        request[17] = 0;

        Assert.Equal(-22, caller.Ioctl(caller.Socket(2), 0x8040691A, request));
    }

    [Fact]
    public void inctl_ifaddr_changes_an_address_that_is_there()
    {
        using Caller caller = new();
        _ = caller.Open();
        int inet = caller.Socket(2);
        Assert.Equal(0, caller.AddAddress(inet, "utun4", "192.0.2.1", "192.0.2.2", "255.255.255.0"));
        Assert.Equal(0, caller.AddAddress(inet, "utun4", "192.0.2.1", "192.0.2.9", "255.255.0.0"));

        RecordedAddress address = Assert.Single(caller.Xnu.Interface("utun4").Addresses);
        Assert.Equal(16, address.PrefixLength);
        RecordedRoute route = Assert.Single(caller.Xnu.Routes, route => route.Interface.Name == "utun4");
        Assert.Equal("192.0.2.9", new IPAddress(route.Destination).ToString());
    }

    [Fact]
    public void in_ifinit_makes_a_host_route_to_the_other_end_and_none_for_the_prefix()
    {
        using Caller caller = new();
        _ = caller.Open();
        int route = caller.RouteSocket();
        Assert.Equal(0, caller.AddAddress(caller.Socket(2), "utun4", "192.0.2.1", "192.0.2.2", "255.255.255.0"));

        RecordedRoute made = Assert.Single(caller.Xnu.Routes, route => route.Interface.Name == "utun4");
        Assert.Equal("192.0.2.2", new IPAddress(made.Destination).ToString());
        Assert.Null(made.Mask);
        Assert.Equal(0x5, made.Flags);
        Assert.Equal(Caller.Internet("192.0.2.1"), made.Gateway);
        byte[] added = caller.ReadMessage(route)!;
        Assert.Equal(0xC, added[3]);
        Dictionary<int, byte[]> addresses = Caller.Addresses(added, 20, 4);
        Assert.Equal([7, 2, 0, 0, 255, 255, 255], addresses[4]);
        Assert.Equal(Caller.Internet("192.0.2.1"), addresses[0x20]);
        Assert.Equal(Caller.Internet("192.0.2.2"), addresses[0x80]);
        Assert.Equal("utun4"u8.ToArray(), addresses[0x10][8..13]);
        Assert.Equal(1, caller.ReadMessage(route)![3]);
        Assert.Null(caller.ReadMessage(route));
    }

    [Fact]
    public void in_ifinit_does_not_mind_that_the_route_is_there()
    {
        using Caller caller = new();
        _ = caller.Open();
        _ = caller.Open();
        int inet = caller.Socket(2);
        Assert.Equal(0, caller.AddAddress(inet, "utun4", "192.0.2.1", "192.0.2.2", "255.255.255.0"));
        Assert.Equal(0, caller.AddAddress(inet, "utun5", "192.0.2.3", "192.0.2.2", "255.255.255.0"));

        Assert.Equal(0, caller.DeleteAddress(inet, "utun5", "192.0.2.3"));
        _ = Assert.Single(caller.Xnu.Routes, route => route.Interface.Name == "utun4");
    }

    [Theory]
    [InlineData("10.1.2.3", 8)]
    [InlineData("172.16.0.1", 16)]
    [InlineData("192.0.2.1", 24)]
    public void in_ifinit_takes_the_class_when_the_mask_is_zero(string address, int expected)
    {
        using Caller caller = new();
        _ = caller.Open();
        Assert.Equal(0, caller.AddAddress(caller.Socket(2), "utun4", address, "198.51.100.1", "0.0.0.0"));

        Assert.Equal(expected, caller.Xnu.Interface("utun4").Addresses[0].PrefixLength);
    }

    [Fact]
    public void inctl_ifaddr_deletes_what_is_there_and_its_route_but_no_other()
    {
        using Caller caller = new();
        _ = caller.Open();
        int inet = caller.Socket(2);
        int route = caller.RouteSocket();
        Assert.Equal(0, caller.AddAddress(inet, "utun4", "192.0.2.1", "192.0.2.2", "255.255.255.0"));
        Assert.Equal(-49, caller.DeleteAddress(inet, "utun4", "192.0.2.7"));
        _ = caller.ReadMessage(route);
        _ = caller.ReadMessage(route);

        Assert.Equal(0, caller.DeleteAddress(inet, "utun4", "192.0.2.1"));
        Assert.Empty(caller.Xnu.Interface("utun4").Addresses);
        Assert.DoesNotContain(caller.Xnu.Routes, route => route.Interface.Name == "utun4");
        Assert.Equal(2, caller.ReadMessage(route)![3]);
        Assert.Equal(0xD, caller.ReadMessage(route)![3]);
    }

    [Fact]
    public void in_control_deletes_the_first_address_when_no_family_is_given()
    {
        using Caller caller = new();
        _ = caller.Open();
        int inet = caller.Socket(2);
        Assert.Equal(0, caller.AddAddress(inet, "utun4", "192.0.2.1", "192.0.2.2", "255.255.255.0"));

        Assert.Equal(0, caller.DeleteAddress(inet, "utun4", "192.0.2.7", family: 0));
        Assert.Empty(caller.Xnu.Interface("utun4").Addresses);
    }

    [Fact]
    public void in6ctl_aifaddr_brings_a_link_local_address_the_prefix_and_the_groups()
    {
        using Caller caller = new();
        _ = caller.Open();
        Assert.Equal(0, caller.AddAddress6(caller.Socket(30), "utun4", "2001:db8::1", 64));

        RecordedInterface tunnel = caller.Xnu.Interface("utun4");
        Assert.Equal(
            ["fe80:7:0:0:200:5eff:fe10:1", "2001:db8::1"],
            tunnel.Addresses.Select(address => Text(address.Address)));
        string[] expected =
        [
            "fe80:7::/64", "2001:db8::/64", "ff02:7::/32", "ff01:7::/32", "ff00::/8",
            "fe80:7::200:5eff:fe10:1/128 lo0", "2001:db8::1/128 lo0",
        ];
        IEnumerable<string> routes = caller.Xnu.Routes.Where(route => route.Source.Owner == tunnel)
            .Select(route => $"{new IPAddress(route.Destination)}/{route.Length}"
                + (route.Interface == tunnel ? string.Empty : $" {route.Interface.Name}"));
        Assert.Equal(expected.Order(), routes.Order());
    }

    [Fact]
    public void in6_control_wants_the_whole_socket_address_of_its_family()
    {
        using Caller caller = new();
        _ = caller.Open();
        int inet6 = caller.Socket(30);
        byte[] request = Caller.AliasRequest6("utun4", "2001:db8::1", 64);
        request[16] = 27;
        Assert.Equal(-47, caller.Ioctl(inet6, 0x8080691A, request));
        request[16] = 28;
        request[17] = 10;
        Assert.Equal(-47, caller.Ioctl(inet6, 0x8080691A, request));
    }

    [Theory]
    [InlineData("::")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:192.0.2.1")]
    [InlineData("::192.0.2.1")]
    public void in6_control_refuses_what_is_no_address_of_a_host(string address)
    {
        using Caller caller = new();
        _ = caller.Open();

        Assert.Equal(-22, caller.AddAddress6(caller.Socket(30), "utun4", address, 64));
    }

    [Fact]
    public void in6_update_ifa_wants_a_mask_and_lifetimes_that_make_sense()
    {
        using Caller caller = new();
        _ = caller.Open();
        int inet6 = caller.Socket(30);
        byte[] request = Caller.AliasRequest6("utun4", "2001:db8::1", 64);
        request[72] = 0;
        Assert.Equal(-22, caller.Ioctl(inet6, 0x8080691A, request));
        request[72] = 29;
        Assert.Equal(-22, caller.Ioctl(inet6, 0x8080691A, request));
        Assert.Equal(-22, caller.AddAddress6(inet6, "utun4", "2001:db8::1", 0));
        request[72] = 28;
        request[80 + 9] = 1;
        Assert.Equal(-22, caller.Ioctl(inet6, 0x8080691A, request));
        request[80 + 9] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(request.AsSpan(120), 10);
        Assert.Equal(-22, caller.Ioctl(inet6, 0x8080691A, request));
        BinaryPrimitives.WriteUInt32LittleEndian(request.AsSpan(124), 10);
        Assert.Equal(0, caller.Ioctl(inet6, 0x8080691A, request));
    }

    [Fact]
    public void in6_update_ifa_takes_another_end_only_with_a_prefix_of_128()
    {
        using Caller caller = new();
        _ = caller.Open();
        int inet6 = caller.Socket(30);
        byte[] request = Caller.AliasRequest6("utun4", "2001:db8::1", 64);
        Caller.Internet6("2001:db8::2").CopyTo(request, 44);
        Assert.Equal(-22, caller.Ioctl(inet6, 0x8080691A, request));
        request = Caller.AliasRequest6("utun4", "2001:db8::1", 128);
        Caller.Internet6("2001:db8::2").CopyTo(request, 44);
        request[45] = 2;
        Assert.Equal(-47, caller.Ioctl(inet6, 0x8080691A, request));
        request[45] = 30;
        Assert.Equal(0, caller.Ioctl(inet6, 0x8080691A, request));

        Assert.Contains(caller.Xnu.Routes, route => new IPAddress(route.Destination).ToString() == "2001:db8::2"
            && route.IsHost && route.Interface.Name == "utun4");
    }

    [Fact]
    public void in6if_do_dad_leaves_no_address_of_a_utun_tentative()
    {
        using Caller caller = new();
        _ = caller.Open();
        int inet6 = caller.Socket(30);
        byte[] add = Caller.AliasRequest6("utun4", "2001:db8::1", 64);
        add[100] = 0x22;
        Assert.Equal(0, caller.Ioctl(inet6, 0x8080691A, add));
        byte[] request = Caller.Named("utun4", 288);
        Caller.Internet6("2001:db8::1").CopyTo(request, 16);

        Assert.Equal(0, caller.Ioctl(inet6, 0xC1206949, request));
        Assert.Equal(0x20, BinaryPrimitives.ReadInt32LittleEndian(request.AsSpan(16)));
        Caller.Internet6("2001:db8::9").CopyTo(request, 16);
        Assert.Equal(-49, caller.Ioctl(inet6, 0xC1206949, request));
    }

    [Fact]
    public void in6_purgeaddr_deletes_the_address_and_what_came_with_it()
    {
        using Caller caller = new();
        _ = caller.Open();
        int inet6 = caller.Socket(30);
        Assert.Equal(0, caller.AddAddress6(inet6, "utun4", "2001:db8::1", 64));
        Assert.Equal(0, caller.AddAddress6(inet6, "utun4", "2001:db8::2", 64));
        Assert.Equal(-49, caller.DeleteAddress6(inet6, "utun4", "2001:db8::3"));

        Assert.Equal(0, caller.DeleteAddress6(inet6, "utun4", "2001:db8::1"));
        Assert.Contains(caller.Xnu.Routes, IsPrefix);
        Assert.Equal(0, caller.DeleteAddress6(inet6, "utun4", "2001:db8::2"));
        Assert.DoesNotContain(caller.Xnu.Routes, IsPrefix);
        Assert.Equal(0, caller.DeleteAddress6(inet6, "utun4", "fe80::200:5eff:fe10:1"));
        Assert.Empty(caller.Xnu.Interface("utun4").Addresses);
    }

    [Fact]
    public void in6_control_knows_a_link_local_address_by_the_address_or_by_the_scope()
    {
        using Caller caller = new();
        _ = caller.Open();
        int inet6 = caller.Socket(30);
        byte[] request = Caller.AliasRequest6("utun4", "fe80::5", 64);
        request[16 + 24] = 9;
        Assert.Equal(-22, caller.Ioctl(inet6, 0x8080691A, request));
        request[16 + 24] = 7;
        Assert.Equal(0, caller.Ioctl(inet6, 0x8080691A, request));
        Assert.Contains(caller.Xnu.Interface("utun4").Addresses, address => Text(address.Address) == "fe80:7::5");
        Assert.Equal(-22, caller.DeleteAddress6(inet6, "utun4", "fe80:9::5"));
        Assert.Equal(0, caller.DeleteAddress6(inet6, "utun4", "fe80::5"));
    }

    private static string Text(byte[] address)
        => new IPAddress(address).ToString().Replace("fe80:7::200", "fe80:7:0:0:200", StringComparison.Ordinal);

    private static bool IsPrefix(RecordedRoute route)
        => $"{new IPAddress(route.Destination)}/{route.Length}" == "2001:db8::/64";
}
