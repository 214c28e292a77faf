using System.Buffers.Binary;
using TunPS.Native;

namespace TunPS.MacOS.Tests.RecordedKernel;

public sealed unsafe class RecordedControlSocketTests
{
    [Fact]
    public void ctl_ioctl_finds_the_control_by_its_name_and_no_other()
    {
        using Caller caller = new();
        caller.Xnu.ControlId = 23;
        int control = caller.Control();

        Assert.Equal(23u, caller.ControlId(control));
        _ = caller.ControlId(control, "com.apple.net.ipsec_control", expected: -2);
        _ = caller.ControlId(control, string.Empty, expected: -22);
    }

    [Fact]
    public void soioctl_has_that_request_for_control_sockets_only()
    {
        using Caller caller = new();
        byte[] info = new byte[100];
        int* ends = stackalloc int[2];
        Assert.Equal(0, caller.Xnu.Pipe(ends));

        Assert.Equal(-6, caller.Ioctl(caller.Socket(2), 0xC0644E03, info));
        Assert.Equal(-102, caller.Ioctl(caller.RouteSocket(), 0xC0644E03, info));
        Assert.Equal(-25, caller.Ioctl(ends[0], 0xC0644E03, info));
        Assert.Equal(-25, caller.Ioctl(caller.Control(), 0xFFFF_FFFF_C064_4E03, info));
        Assert.Equal(-9, caller.Ioctl(12345, 0xC0644E03, info));
        Assert.Equal(-14, caller.Xnu.Ioctl(caller.Control(), 0xC0644E03, null));
        new DescriptorHandle(ends[0], true).Dispose();
        new DescriptorHandle(ends[1], true).Dispose();
    }

    [Fact]
    public void utun_ctl_setup_gives_the_lowest_unit_that_the_system_does_not_hold()
    {
        using Caller caller = new();
        int first = caller.Open();
        int third = caller.Open(7);
        int second = caller.Open();

        Assert.Equal("utun4", caller.NameOf(first));
        Assert.Equal("utun5", caller.NameOf(second));
        Assert.Equal("utun6", caller.NameOf(third));
        Assert.Equal(
            ["lo0", "en0", "utun0", "utun1", "utun2", "utun3", "utun4", "utun6", "utun5"], caller.Xnu.InterfaceNames);
    }

    [Fact]
    public void utun_ctl_setup_refuses_a_unit_that_exists()
    {
        using Caller caller = new();
        _ = caller.Open(9);

        Assert.Equal(-16, caller.Connect(caller.Control(), 9));
        Assert.Equal(-16, caller.Connect(caller.Control(), 1));
    }

    [Fact]
    public void ctl_setup_kctl_wants_the_length_the_id_and_root()
    {
        using Caller caller = new();
        int control = caller.Control();

        Assert.Equal(-22, caller.Connect(control, 0, size: 31));
        Assert.Equal(-2, caller.Connect(control, 0, id: 99));
        caller.Xnu.IsRoot = false;
        Assert.Equal(-1, caller.Connect(control, 0));
        Assert.Null(caller.Xnu.FindInterface("utun4"));
        caller.Xnu.IsRoot = true;
        Assert.Equal(0, caller.Connect(control, 0));
        Assert.Equal(-56, caller.Connect(control, 0));
    }

    [Fact]
    public void utun_ctl_connect_makes_an_interface_that_is_up()
    {
        using Caller caller = new();
        _ = caller.Open();
        RecordedInterface made = caller.Xnu.Interface("utun4");

        Assert.Equal(0x8051, made.Flags);
        Assert.Equal(1500, made.Mtu);
        Assert.Equal(7, made.Index);
        Assert.Empty(made.Addresses);
        Assert.False(made.Has(2) || made.Has(30));
    }

    [Fact]
    public void utun_ctl_getopt_has_the_name_only_after_connect_and_only_where_it_fits()
    {
        using Caller caller = new();
        int control = caller.Control();
        byte* name = stackalloc byte[16];
        uint size = 16;
        Assert.Equal(-22, caller.Xnu.GetSockOpt(control, 2, 2, name, &size));
        Assert.Equal(0, caller.Connect(control, 0));

        size = 5;
        Assert.Equal(-40, caller.Xnu.GetSockOpt(control, 2, 2, name, &size));
        size = 6;
        Assert.Equal(0, caller.Xnu.GetSockOpt(control, 2, 2, name, &size));
        Assert.Equal(6u, size);
        size = 16;
        Assert.Equal(-22, caller.Xnu.GetSockOpt(control, 3, 2, name, &size));
        Assert.Equal(-42, caller.Xnu.GetSockOpt(control, 2, 99, name, &size));
    }

    [Fact]
    public void utun_ctl_setopt_takes_any_number_of_pending_packets_but_none()
    {
        using Caller caller = new();
        int control = caller.Control();
        uint packets = 128;
        uint size = 4;
        Assert.Equal(-22, caller.Xnu.SetSockOpt(control, 2, 16, &packets, 4));
        Assert.Equal(0, caller.Connect(control, 0));
        uint initial = 0;
        Assert.Equal(0, caller.Xnu.GetSockOpt(control, 2, 16, &initial, &size));
        Assert.Equal(1u, initial);
        caller.Xnu.IsRoot = false;
        Assert.Equal(0, caller.Xnu.SetSockOpt(control, 2, 16, &packets, 4));
        packets = 0;
        Assert.Equal(-22, caller.Xnu.SetSockOpt(control, 2, 16, &packets, 4));
        Assert.Equal(-40, caller.Xnu.SetSockOpt(control, 2, 16, &packets, 3));
        Assert.Equal(0, caller.Xnu.GetSockOpt(control, 2, 16, &packets, &size));
        Assert.Equal(128u, packets);
    }

    [Fact]
    public void ctl_bind_takes_the_unit_and_connect_makes_the_interface()
    {
        using Caller caller = new();
        int control = caller.Control();
        byte[] address = new byte[32];
        address[4] = 7;
        address[8] = 20;
        byte* name = stackalloc byte[16];
        uint size = 16;
        fixed (byte* bytes = address)
        {
            Assert.Equal(0, caller.Xnu.Bind(control, bytes, 32));
            Assert.Equal(-22, caller.Xnu.Bind(control, bytes, 32));
        }

        Assert.Equal(-22, caller.Xnu.GetSockOpt(control, 2, 2, name, &size));
        Assert.Equal(-16, caller.Connect(caller.Control(), 20));
        Assert.Equal(0, caller.Connect(control, 0));
        Assert.Equal("utun19", caller.NameOf(control));
    }

    [Fact]
    public void utun_ctl_disconnect_takes_the_interface_with_its_addresses_and_routes()
    {
        using Caller caller = new();
        int control = caller.Open(12);
        int inet = caller.Socket(2);
        Assert.Equal(0, caller.AddAddress(inet, "utun11", "192.0.2.1", "192.0.2.2", "255.255.255.0"));
        int routes = caller.Xnu.Routes.Count;
        caller.Close(control);

        Assert.Null(caller.Xnu.FindInterface("utun11"));
        Assert.Equal(routes - 1, caller.Xnu.Routes.Count);
        Assert.Equal(-6, caller.SetMtu(inet, "utun11", 1400));
        Assert.Equal("utun11", caller.NameOf(caller.Open(12)));
    }

    [Fact]
    public void A_device_whose_other_end_is_gone_reads_the_end_and_cannot_write()
    {
        using Caller caller = new();
        int control = caller.Open();
        caller.Xnu.HangUp("utun4");

        PollFd poll = new() { Descriptor = control, Interest = 1 };
        Assert.Equal(1, caller.Xnu.Poll(&poll, 1, 0));
        Assert.NotEqual(0, poll.Ready & 0x10);
        Assert.Equal(0, caller.Read(control, new byte[10]));
        Assert.Equal(-32, caller.Write(control, 0, 0, 0, 2));
        Assert.Null(caller.Xnu.FindInterface("utun4"));
    }

    [Fact]
    public void A_descriptor_of_the_test_is_taken_for_what_it_is()
    {
        using Caller caller = new();
        using SocketPair pair = new();
        int socket = (int)pair.Device.Queue.Handle.DangerousGetHandle();
        using FileStream file = File.OpenRead("/dev/null");
        byte* name = stackalloc byte[16];
        uint size = 16;

        Assert.Equal(-102, caller.Xnu.GetSockOpt(socket, 2, 16, name, &size));

        // For a local socket the option is another one, which has 4 bytes (uipc_ctloutput).
        Assert.Equal(0, caller.Xnu.GetSockOpt(socket, 2, 2, name, &size));
        Assert.Equal(4u, size);
        Assert.Equal(-38, caller.Xnu.GetSockOpt((int)file.SafeFileHandle.DangerousGetHandle(), 2, 2, name, &size));
        Assert.Equal(-9, caller.Xnu.GetSockOpt(54321, 2, 2, name, &size));
        Assert.Equal(0, caller.SetNonBlocking(socket));
        Assert.True(caller.Xnu.IsNonBlocking(socket));
        byte[] packet = Packets.Udp(4);
        pair.Feed(packet);
        Assert.Equal(4 + packet.Length, caller.Read(socket, new byte[100]));
        Assert.Equal(-35, caller.Read(socket, new byte[100]));
    }

    [Fact]
    public void sys_generic_marks_what_the_caller_asks_for_and_nothing_before()
    {
        using Caller caller = new();
        int control = caller.Control();
        Assert.False(caller.Xnu.IsCloseOnExec(control));
        Assert.False(caller.Xnu.IsNonBlocking(control));
        Assert.Equal(0, caller.Xnu.Ioctl(control, 0x20006601, null));
        Assert.Equal(0, caller.SetNonBlocking(control));

        Assert.True(caller.Xnu.IsCloseOnExec(control));
        Assert.True(caller.Xnu.IsNonBlocking(control));
    }

    [Fact]
    public void A_written_image_of_sockaddr_ctl_is_read_at_its_offsets()
    {
        using Caller caller = new();
        caller.Xnu.ControlId = 0x01020304;
        int control = caller.Control();
        byte[] info = new byte[100];
        System.Text.Encoding.ASCII.GetBytes(RecordedXnu.ControlName).CopyTo(info, 4);
        Assert.Equal(0, caller.Ioctl(control, 0xC0644E03, info));

        Assert.Equal(0x01020304, BinaryPrimitives.ReadInt32LittleEndian(info));
        Assert.Equal(0, caller.Connect(control, 300, id: 0x01020304));
        Assert.Equal("utun299", caller.NameOf(control));
        Assert.Contains("connect(control, unit 300)", caller.Xnu.Calls);
    }
}
