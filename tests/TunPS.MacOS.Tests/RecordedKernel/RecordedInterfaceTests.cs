using System.Buffers.Binary;

namespace TunPS.MacOS.Tests.RecordedKernel;

public sealed class RecordedInterfaceTests
{
    [Fact]
    public void ifioctl_reads_and_sets_flags_and_MTU_by_any_socket()
    {
        using Caller caller = new();
        int control = caller.Open();
        foreach (int socket in new[] { caller.Socket(2), caller.Socket(30), control, caller.RouteSocket() })
        {
            byte[] request = Caller.Named("utun4", 32);
            Assert.Equal(0, caller.SetMtu(socket, "utun4", 1280));
            Assert.Equal(0, caller.Ioctl(socket, 0xC0206933, request));
            Assert.Equal(1280, BinaryPrimitives.ReadInt32LittleEndian(request.AsSpan(16)));
            Assert.Equal(0, caller.Ioctl(socket, 0xC0206911, request));
            Assert.Equal(0x8051, BinaryPrimitives.ReadUInt16LittleEndian(request.AsSpan(16)));
        }
    }

    [Theory]
    [InlineData(71, -22)]
    [InlineData(72, 0)]
    [InlineData(65535, 0)]
    [InlineData(65536, -22)]
    [InlineData(-1, -22)]
    public void ifioctl_ifreq_takes_an_MTU_from_72_to_65535(int mtu, int expected)
    {
        using Caller caller = new();
        _ = caller.Open();

        Assert.Equal(expected, caller.SetMtu(caller.Socket(2), "utun4", mtu));
        Assert.Equal(expected == 0 ? mtu : 1500, caller.Xnu.Interface("utun4").Mtu);
    }

    [Fact]
    public void ifnet_set_flags_keeps_what_the_interface_is_by_its_nature()
    {
        using Caller caller = new();
        _ = caller.Open();
        int socket = caller.Socket(2);

        Assert.Equal(0, caller.SetFlags(socket, "utun4", 0));
        Assert.Equal(0x8050, caller.Xnu.Interface("utun4").Flags);
        Assert.Equal(0, caller.SetFlags(socket, "utun4", 0x1 | 0x2 | 0x80));
        Assert.Equal(0x80D1, caller.Xnu.Interface("utun4").Flags);
    }

    [Fact]
    public void proc_suser_is_wanted_for_all_that_sets_and_for_nothing_that_reads()
    {
        using Caller caller = new();
        _ = caller.Open();
        int inet = caller.Socket(2);
        int inet6 = caller.Socket(30);
        caller.Xnu.IsRoot = false;

        Assert.Equal(-1, caller.SetMtu(inet, "utun4", 1280));
        Assert.Equal(-1, caller.SetFlags(inet, "utun4", 0));
        Assert.Equal(-1, caller.AddAddress(inet, "utun4", "192.0.2.1", "192.0.2.2", "255.255.255.0"));
        Assert.Equal(-1, caller.DeleteAddress(inet, "utun4", "192.0.2.1"));
        Assert.Equal(-1, caller.AddAddress6(inet6, "utun4", "2001:db8::1", 64));
        Assert.Equal(-1, caller.DeleteAddress6(inet6, "utun4", "2001:db8::1"));
        Assert.Equal(-1, caller.Ioctl(inet, 0x8020693C, Caller.Named("utun4", 32)));
        Assert.Equal(0, caller.Ioctl(inet, 0xC0206933, Caller.Named("utun4", 32)));
    }

    [Fact]
    public void ifunit_does_not_find_what_is_not_there()
    {
        using Caller caller = new();
        int inet = caller.Socket(2);

        Assert.Equal(-6, caller.SetMtu(inet, "utun99", 1280));
        Assert.Equal(-6, caller.AddAddress(inet, "tun0", "192.0.2.1", "192.0.2.2", "255.255.255.0"));
        Assert.Equal(-6, caller.DeleteAddress6(caller.Socket(30), "utun99", "2001:db8::1"));
    }

    [Fact]
    public void utun_ioctl_has_no_link_layer_address_and_if_clone_create_no_utun()
    {
        using Caller caller = new();
        _ = caller.Open();
        int inet = caller.Socket(2);

        Assert.Equal(-102, caller.Ioctl(inet, 0x8020693C, Caller.Named("utun4", 32)));
        Assert.Equal(-102, caller.Ioctl(inet, 0x80206999, Caller.Named("utun4", 32)));
        Assert.Equal(-22, caller.Ioctl(inet, 0xC0206978, Caller.Named("utun9", 32)));
        Assert.Equal(-22, caller.Ioctl(inet, 0x80206979, Caller.Named("utun4", 32)));
    }

    [Fact]
    public void in_control_and_in6_control_take_the_requests_of_their_own_family_only()
    {
        using Caller caller = new();
        int control = caller.Open();
        int inet = caller.Socket(2);
        int inet6 = caller.Socket(30);

        Assert.Equal(-22, caller.AddAddress(inet6, "utun4", "192.0.2.1", "192.0.2.2", "255.255.255.0"));
        Assert.Equal(-102, caller.AddAddress6(inet, "utun4", "2001:db8::1", 64));
        Assert.Equal(-45, caller.AddAddress(control, "utun4", "192.0.2.1", "192.0.2.2", "255.255.255.0"));
        Assert.Equal(-102, caller.AddAddress6(control, "utun4", "2001:db8::1", 64));
    }

    [Fact]
    public void if_updown_tells_the_routing_sockets_of_up_and_down_and_ifioctl_of_each_MTU()
    {
        using Caller caller = new();
        _ = caller.Open();
        int inet = caller.Socket(2);
        int route = caller.RouteSocket();

        Assert.Equal(0, caller.SetFlags(inet, "utun4", 0x8050));
        AssertInterface(caller.ReadMessage(route), 0x8050, 1500);
        Assert.Equal(0, caller.SetFlags(inet, "utun4", 0x80D0));
        Assert.Null(caller.ReadMessage(route));
        Assert.Equal(0, caller.SetMtu(inet, "utun4", 1400));
        AssertInterface(caller.ReadMessage(route), 0x80D0, 1400);
        Assert.Equal(0, caller.SetFlags(inet, "utun4", 0x8051));
        AssertInterface(caller.ReadMessage(route), 0x80D1, 1400);
    }

    [Fact]
    public void ifnet_detach_tells_that_it_is_down()
    {
        using Caller caller = new();
        int control = caller.Open();
        int route = caller.RouteSocket();
        caller.Close(control);
        _ = caller.Xnu.InterfaceNames;

        AssertInterface(caller.ReadMessage(route), 0x8050, 1500);
    }

    [Fact]
    public void rip_ctlinput_takes_the_routes_of_IPv4_when_the_interface_goes_down()
    {
        using Caller caller = new();
        _ = caller.Open();
        int inet = caller.Socket(2);
        int route = caller.RouteSocket();
        Assert.Equal(0, caller.AddAddress(inet, "utun4", "192.0.2.1", "192.0.2.2", "255.255.255.0"));
        byte[] add = Caller.Message(
            1, 0x801, (1, Caller.Internet("192.0.2.0")), (2, Caller.Link(7)), (4, Caller.Internet("255.255.255.0")));
        Assert.Equal(add.Length, caller.Write(route, add));
        int routes = caller.Xnu.Routes.Count;

        Assert.Equal(0, caller.SetFlags(inet, "utun4", 0x8050));
        Assert.Equal(routes - 2, caller.Xnu.Routes.Count);
        Assert.Equal(0, caller.SetFlags(inet, "utun4", 0x8051));
        Assert.Equal(routes - 1, caller.Xnu.Routes.Count);
    }

    private static void AssertInterface(byte[]? message, int flags, int mtu)
    {
        Assert.NotNull(message);
        Assert.Equal(112, message.Length);
        Assert.Equal(112, BinaryPrimitives.ReadUInt16LittleEndian(message));
        Assert.Equal(5, message[2]);
        Assert.Equal(0xE, message[3]);
        Assert.Equal(flags, BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(8)));
        Assert.Equal(7, BinaryPrimitives.ReadUInt16LittleEndian(message.AsSpan(12)));
        Assert.Equal(mtu, BinaryPrimitives.ReadInt32LittleEndian(message.AsSpan(24)));
    }
}
