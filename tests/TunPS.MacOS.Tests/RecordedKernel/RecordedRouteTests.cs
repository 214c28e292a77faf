using System.Buffers.Binary;
using System.Net;

namespace TunPS.MacOS.Tests.RecordedKernel;

public sealed class RecordedRouteTests
{
    private const int Static = 0x801;
    private const int ViaGateway = 0x803;
    private const int Host = 0x805;

    [Fact]
    public void rtrequest_adds_a_route_by_an_interface_that_has_an_address_of_the_family()
    {
        using Caller caller = new();
        _ = caller.Open();
        int route = caller.RouteSocket();
        byte[] add = Add("198.51.100.0", Caller.Link(7), "255.255.255.0");
        Assert.Equal(-51, caller.Write(route, add));
        Assert.Equal(0, caller.AddAddress(caller.Socket(2), "utun4", "192.0.2.1", "192.0.2.2", "255.255.255.0"));

        Assert.Equal(add.Length, caller.Write(route, add));
        RecordedRoute made = Assert.Single(caller.Xnu.Routes, IsOfTunnel("198.51.100.0"));
        Assert.Equal(24, made.Length);
        Assert.Equal(Caller.Link(7), made.Gateway);
        Assert.Equal(Static | 0x10000, made.Flags);
    }

    [Fact]
    public void rtrequest_wants_an_address_of_IPv6_just_as_well()
    {
        using Caller caller = new();
        _ = caller.Open();
        int route = caller.RouteSocket();
        byte[] add = Caller.Message(
            1,
            Static,
            (1, Caller.Internet6("2001:db8:5::")),
            (2, Caller.Link(7)),
            (4, Caller.Internet6("ffff:ffff:ffff::")));
        Assert.Equal(-51, caller.Write(route, add));
        Assert.Equal(0, caller.AddAddress6(caller.Socket(30), "utun4", "2001:db8::1", 64));

        Assert.Equal(add.Length, caller.Write(route, add));
        Assert.Equal(-17, caller.Write(route, add));
    }

    [Fact]
    public void nd6_prefix_onlink_has_the_prefix_of_an_address_there_already()
    {
        using Caller caller = new();
        _ = caller.Open();
        Assert.Equal(0, caller.AddAddress6(caller.Socket(30), "utun4", "2001:db8::1", 64));
        byte[] add = Caller.Message(
            1,
            Static,
            (1, Caller.Internet6("2001:db8::")),
            (2, Caller.Link(7)),
            (4, Caller.Internet6("ffff:ffff:ffff:ffff::")));

        Assert.Equal(-17, caller.Write(caller.RouteSocket(), add));
    }

    [Fact]
    public void rtrequest_masks_the_key_that_it_adds_and_not_the_one_that_it_deletes()
    {
        using Caller caller = Opened(out int route);
        byte[] add = Add("198.51.100.77", Caller.Link(7), "255.255.255.0");
        Assert.Equal(add.Length, caller.Write(route, add));
        _ = Assert.Single(caller.Xnu.Routes, IsOfTunnel("198.51.100.0"));

        Assert.Equal(-3, caller.Write(route, Delete("198.51.100.77", "255.255.255.0")));
        Assert.Equal(-3, caller.Write(route, Delete("198.51.100.0", "255.255.0.0")));
        byte[] delete = Delete("198.51.100.0", "255.255.255.0");
        Assert.Equal(delete.Length, caller.Write(route, delete));
        Assert.Equal(-3, caller.Write(route, delete));
    }

    [Fact]
    public void rtrequest_finds_a_default_route_there_already()
    {
        using Caller caller = Opened(out int route);
        Assert.Equal(-17, caller.Write(route, Add("0.0.0.0", Caller.Link(7), "0.0.0.0")));
        byte[] half = Add("0.0.0.0", Caller.Link(7), "128.0.0.0");

        Assert.Equal(half.Length, caller.Write(route, half));
    }

    [Fact]
    public void A_mask_without_a_length_is_one_of_zeros()
    {
        using Caller caller = Opened(out int route);
        byte[] add = Caller.Message(
            1, Static, (1, Caller.Internet("0.0.0.0")), (2, Caller.Link(7)), (4, new byte[4]));

        Assert.Equal(-17, caller.Write(route, add));
    }

    [Fact]
    public void rtrequest_keeps_a_host_route_apart_from_a_prefix_of_32()
    {
        using Caller caller = Opened(out int route);
        byte[] host = Caller.Message(1, Host, (1, Caller.Internet("198.51.100.1")), (2, Caller.Link(7)));
        byte[] prefix = Add("198.51.100.1", Caller.Link(7), "255.255.255.255");
        Assert.Equal(host.Length, caller.Write(route, host));
        Assert.Equal(prefix.Length, caller.Write(route, prefix));
        Assert.Equal(-17, caller.Write(route, host));
        Assert.Equal(2, caller.Xnu.Routes.Count(route => IsOfTunnel("198.51.100.1")(route)));

        // A host route is found without the mask that comes along.
        byte[] delete = Caller.Message(
            2, Host, (1, Caller.Internet("198.51.100.1")), (2, Caller.Link(7)), (4, Caller.Internet("255.0.0.0")));
        Assert.Equal(delete.Length, caller.Write(route, delete));
    }

    [Fact]
    public void ifa_ifwithroute_follows_the_table_to_a_gateway_before_the_interfaces()
    {
        using Caller caller = Opened(out int route);
        byte[] far = Caller.Message(
            1,
            ViaGateway,
            (1, Caller.Internet("198.51.100.0")),
            (2, Caller.Internet("192.0.2.77")),
            (4, Caller.Internet("255.255.255.0")));
        Assert.Equal(far.Length, caller.Write(route, far));

        // In the prefix of the address, but without a route for that the default one is the way.
        RecordedRoute made = Assert.Single(caller.Xnu.Routes, route => Text(route) == "198.51.100.0");
        Assert.Equal("en0", made.Interface.Name);
        byte[] delete = Delete("198.51.100.0", "255.255.255.0");
        Assert.Equal(delete.Length, caller.Write(route, delete));
        byte[] prefix = Add("192.0.2.0", Caller.Link(7), "255.255.255.0");
        Assert.Equal(prefix.Length, caller.Write(route, prefix));
        Assert.Equal(far.Length, caller.Write(route, far));
        _ = Assert.Single(caller.Xnu.Routes, IsOfTunnel("198.51.100.0"));
    }

    [Fact]
    public void rtrequest_has_no_way_to_a_gateway_that_nothing_leads_to()
    {
        using Caller caller = new();
        byte[] add = Caller.Message(
            1,
            ViaGateway,
            (1, Caller.Internet6("2001:db8:5::")),
            (2, Caller.Internet6("2001:db8::9")),
            (4, Caller.Internet6("ffff:ffff:ffff::")));

        Assert.Equal(-51, caller.Write(caller.RouteSocket(), add));
    }

    [Fact]
    public void rt_setgate_refuses_a_route_to_its_own_gateway()
    {
        using Caller caller = Opened(out int route);
        byte[] add = Caller.Message(
            1, ViaGateway | 4, (1, Caller.Internet("192.0.2.2")), (2, Caller.Internet("192.0.2.2")));

        Assert.Equal(-49, caller.Write(route, add));
    }

    [Fact]
    public void route_output_wants_its_version_its_length_root_and_whole_addresses()
    {
        using Caller caller = Opened(out int route);
        byte[] add = Add("198.51.100.0", Caller.Link(7), "255.255.255.0");
        Assert.Equal(-22, caller.Write(route, add[..50]));
        Assert.Equal(-22, caller.Write(route, [.. add, 0]));
        Assert.Equal(-43, caller.Write(route, With(add, 2, 4)));
        Assert.Equal(-22, caller.Write(route, With(add, 92, 1)));
        Assert.Equal(-22, caller.Write(route, With(add, 92, 7)));
        Assert.Equal(-22, caller.Write(route, With(add, 92, 200)));
        Assert.Equal(-102, caller.Write(route, With(add, 3, 0x40)));
        Assert.Equal(-22, caller.Write(route, Caller.Message(1, Static, (1, Caller.Internet("198.51.100.0")))));
        Assert.Equal(-22, caller.Write(route, Caller.Message(1, Static, (2, Caller.Link(7)))));
        caller.Xnu.IsRoot = false;
        Assert.Equal(-1, caller.Write(route, add));
        byte[] get = Caller.Message(4, 0, (1, Caller.Internet("192.0.2.2")));
        Assert.Equal(get.Length, caller.Write(route, get));
    }

    [Fact]
    public void route_output_tells_everyone_of_a_request_with_its_errno()
    {
        using Caller caller = Opened(out int route);
        int other = caller.RouteSocket();
        int onlyVersion6 = caller.RouteSocket(30);
        Assert.Equal(-3, caller.Write(route, Delete("198.51.100.0", "255.255.255.0")));

        foreach (int listener in new[] { route, other })
        {
            byte[] message = caller.ReadMessage(listener)!;
            Assert.Equal(2, message[3]);
            Assert.Equal(Environment.ProcessId, BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(16)));
            Assert.Equal(77, BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(20)));
            Assert.Equal(3, BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(24)));
        }

        Assert.Null(caller.ReadMessage(onlyVersion6));
    }

    [Fact]
    public unsafe void A_socket_without_SO_USELOOPBACK_does_not_hear_itself()
    {
        using Caller caller = Opened(out int route);
        int other = caller.RouteSocket();
        int off = 0;
        Assert.Equal(0, caller.Xnu.SetSockOpt(route, 0xFFFF, 0x40, &off, 4));
        byte[] add = Add("198.51.100.0", Caller.Link(7), "255.255.255.0");
        Assert.Equal(add.Length, caller.Write(route, add));

        Assert.Null(caller.ReadMessage(route));
        byte[] message = caller.ReadMessage(other)!;
        Assert.Equal(0x40, BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(8)) & 0x40);
    }

    [Fact]
    public void route_output_answers_a_question_with_the_route_and_its_interface()
    {
        using Caller caller = Opened(out int route);
        byte[] get = Caller.Message(4, 0, (1, Caller.Internet("8.8.8.8")), (0x10, Caller.Link(0)));
        Assert.Equal(get.Length, caller.Write(route, get));

        byte[] answer = caller.ReadMessage(route)!;
        Assert.Equal(answer.Length, BinaryPrimitives.ReadUInt16LittleEndian(answer));
        Assert.Equal(2, BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(4)));
        Assert.Equal(1500u, BinaryPrimitives.ReadUInt32LittleEndian(answer.AsSpan(40)));
        Dictionary<int, byte[]> addresses = Caller.Addresses(answer, 92, 12);
        Assert.Equal([1, 2, 4, 0x10, 0x20], addresses.Keys);
        Assert.Equal(Caller.Internet("0.0.0.0"), addresses[1]);
        Assert.Equal(Caller.Internet("203.0.113.1"), addresses[2]);
        Assert.Empty(addresses[4]);
        Assert.Equal("en0"u8.ToArray(), addresses[0x10][8..11]);
        Assert.Equal(Caller.Internet("203.0.113.10"), addresses[0x20]);
        Assert.Equal(-3, caller.Write(route, Caller.Message(4, 0, (1, Caller.Internet6("2001:db8:9::1")))));
    }

    [Fact]
    public void RTF_IFSCOPE_keeps_a_second_default_route_for_one_interface()
    {
        using Caller caller = Opened(out int route);
        byte[] add = Add("0.0.0.0", Caller.Link(7), "0.0.0.0");
        BinaryPrimitives.WriteInt32LittleEndian(add.AsSpan(8), Static | 0x1000000);
        add[4] = 7;
        Assert.Equal(add.Length, caller.Write(route, add));

        RecordedRoute made = Assert.Single(caller.Xnu.Routes, IsOfTunnel("0.0.0.0"));
        Assert.Equal(7, made.Scope);
        add[4] = 2;
        Assert.Equal(-51, caller.Write(route, add));
    }

    private static Caller Opened(out int route)
    {
        Caller caller = new();
        _ = caller.Open();
        Assert.Equal(0, caller.AddAddress(caller.Socket(2), "utun4", "192.0.2.1", "192.0.2.2", "255.255.255.0"));
        route = caller.RouteSocket();
        return caller;
    }

    private static byte[] Add(string destination, byte[] gateway, string mask)
        => Caller.Message(1, Static, (1, Caller.Internet(destination)), (2, gateway), (4, Caller.Internet(mask)));

    private static byte[] Delete(string destination, string mask)
        => Caller.Message(2, Static, (1, Caller.Internet(destination)), (4, Caller.Internet(mask)));

    private static byte[] With(byte[] message, int offset, byte value)
    {
        byte[] changed = [.. message];
        changed[offset] = value;
        return changed;
    }

    private static string Text(RecordedRoute route) => new IPAddress(route.Destination).ToString();

    private static Predicate<RecordedRoute> IsOfTunnel(string destination)
        => route => route.Interface.Name == "utun4" && Text(route) == destination;
}
