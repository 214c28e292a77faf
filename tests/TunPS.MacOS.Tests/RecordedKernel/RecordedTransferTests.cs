using System.Buffers.Binary;
using System.Net;
using TunPS.Native;

namespace TunPS.MacOS.Tests.RecordedKernel;

public sealed unsafe class RecordedTransferTests
{
    [Fact]
    public void utun_framer_and_utun_output_put_the_family_before_the_packet_in_network_order()
    {
        using Caller caller = new();
        int control = caller.Open();
        RecordedInterface tunnel = caller.Xnu.Interface("utun4");
        byte[] buffer = new byte[100];

        Assert.True(tunnel.InjectPacket([0x45, 1, 2]));
        Assert.Equal(7, caller.Read(control, buffer));
        Assert.Equal([0, 0, 0, 2, 0x45, 1, 2], buffer[..7]);
        Assert.True(tunnel.InjectPacket([0x60, 9]));
        Assert.Equal(6, caller.Read(control, buffer));
        Assert.Equal([0, 0, 0, 30, 0x60, 9], buffer[..6]);
        Assert.True(tunnel.InjectShort());
        Assert.Equal(3, caller.Read(control, buffer));
        Assert.Equal(-35, caller.Read(control, buffer));
    }

    [Fact]
    public void soreceive_loses_what_does_not_fit_into_the_buffer()
    {
        using Caller caller = new();
        int control = caller.Open();
        RecordedInterface tunnel = caller.Xnu.Interface("utun4");
        Assert.True(tunnel.InjectPacket(new byte[50]));
        Assert.True(tunnel.InjectPacket([0x45]));
        byte[] head = new byte[4];
        byte[] packet = new byte[10];

        fixed (byte* first = head, second = packet)
        {
            IoVector* vectors = stackalloc IoVector[2];
            vectors[0] = new IoVector { Base = first, Length = 4 };
            vectors[1] = new IoVector { Base = second, Length = 10 };
            Assert.Equal(14, caller.Xnu.ReadV(control, vectors, 2));
            Assert.Equal(5, caller.Xnu.ReadV(control, vectors, 2));
        }

        Assert.Equal(0x45, packet[0]);
    }

    [Fact]
    public void utun_ctl_send_takes_everything_and_only_attached_protocols_get_it()
    {
        using Caller caller = new();
        int control = caller.Open();
        RecordedInterface tunnel = caller.Xnu.Interface("utun4");
        Assert.Equal(5, caller.Write(control, 0, 0, 0, 2, 0x45));
        Assert.Null(tunnel.TakePacket());

        Assert.Equal(0, caller.AddAddress(caller.Socket(2), "utun4", "192.0.2.1", "192.0.2.2", "255.255.255.0"));
        Assert.Equal(6, caller.Write(control, 0, 0, 0, 2, 0x45, 1));
        Assert.Equal(5, caller.Write(control, 0, 0, 0, 30, 0x60));
        Assert.Equal(5, caller.Write(control, 0, 0, 0, 10, 0x60));
        Assert.Equal(3, caller.Write(control, 1, 2, 3));
        Assert.Equal([0x45, 1], tunnel.TakePacket());
        Assert.Null(tunnel.TakePacket());
        Assert.Equal(4ul, tunnel.Counters.WithoutProtocol);
    }

    [Fact]
    public void sosend_refuses_what_is_not_connected_and_what_is_longer_than_the_buffer()
    {
        using Caller caller = new();
        int control = caller.Control();
        Assert.Equal(-57, caller.Write(control, 0, 0, 0, 2));
        Assert.Equal(-57, caller.Read(control, new byte[4]));
        Assert.Equal(0, caller.Connect(control, 0));

        Assert.Equal(-40, caller.Write(control, new byte[(512 * 1024) + 1]));
    }

    [Fact]
    public void ifnet_stat_increment_counts_what_utun_says()
    {
        using Caller caller = new();
        int control = caller.Open();
        RecordedInterface tunnel = caller.Xnu.Interface("utun4");
        Assert.Equal(0, caller.AddAddress(caller.Socket(2), "utun4", "192.0.2.1", "192.0.2.2", "255.255.255.0"));
        _ = tunnel.InjectPacket(new byte[20]);
        Assert.Equal(24, caller.Write(control, [0, 0, 0, 2, .. new byte[20]]));

        // ifnet_input and utun_proto_input both count what a protocol takes.
        InterfaceCounters expected = new() { PacketsOut = 1, BytesOut = 24, PacketsIn = 2, BytesIn = 24 + 20 };
        Assert.Equal(expected, tunnel.Counters);
    }

    [Fact]
    public void A_control_socket_is_always_writable_unless_the_test_holds_the_writes()
    {
        using Caller caller = new();
        int control = caller.Open();
        RecordedInterface tunnel = caller.Xnu.Interface("utun4");
        byte[] datagram = [0, 0, 0, 2, .. new byte[1400]];
        tunnel.ForgetsWrites = true;
        for (int i = 0; i < 5000; i++)
        {
            Assert.Equal(datagram.Length, caller.Write(control, datagram));
        }

        Assert.Equal(5000ul, tunnel.Counters.PacketsIn);
        tunnel.HoldsWrites = true;
        int count = 0;
        long written;
        while ((written = caller.Write(control, datagram)) > 0)
        {
            count++;
        }

        Assert.Equal(-35, written);
        Assert.NotEqual(0, count);
        PollFd poll = new() { Descriptor = control, Interest = 4 };
        Assert.Equal(0, caller.Xnu.Poll(&poll, 1, 0));
        tunnel.Drain();
        Assert.Equal(1, caller.Xnu.Poll(&poll, 1, 0));
    }

    [Fact]
    public void A_pipe_is_a_real_one_with_the_errors_of_xnu()
    {
        using Caller caller = new();
        int* ends = stackalloc int[2];
        Assert.Equal(0, caller.Xnu.Pipe(ends));
        using DescriptorHandle reader = new(ends[0], true);
        using DescriptorHandle writer = new(ends[1], true);
        Assert.Equal(0, caller.SetNonBlocking(ends[0]));

        Assert.Equal(-35, caller.Read(ends[0], new byte[1]));
        Assert.Equal(1, caller.Write(ends[1], 5));
        PollFd poll = new() { Descriptor = ends[0], Interest = 1 };
        Assert.Equal(1, caller.Xnu.Poll(&poll, 1, 0));
        Assert.True(caller.Xnu.IsNonBlocking(ends[0]));
        Assert.False(caller.Xnu.IsNonBlocking(ends[1]));
        Assert.False(caller.Xnu.IsCloseOnExec(ends[1]));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void UDP_goes_through_real_sockets_with_the_addresses_of_xnu(string text) => NetworkNamespace.Run(() =>
    {
        _ = IpCommand.Run("link set lo up");
        using Caller caller = new();
        bool isVersion6 = text.Contains(':', StringComparison.Ordinal);
        int server = caller.Socket(isVersion6 ? 30 : 2);
        int client = caller.Socket(isVersion6 ? 30 : 2);
        byte[] address = isVersion6 ? Caller.Internet6(text) : Caller.Internet(text);
        byte* bytes = stackalloc byte[28];
        uint size = 28;
        fixed (byte* fixedAddress = address)
        {
            Assert.Equal(0, caller.Xnu.Bind(server, fixedAddress, (uint)address.Length));
            Assert.Equal(-48, BindAgain(caller, server, isVersion6));
            Assert.Equal(0, caller.Xnu.GetSockName(server, bytes, &size));
            Assert.Equal((uint)address.Length, size);
            Assert.Equal(address.Length, bytes[0]);
            Assert.Equal(isVersion6 ? 30 : 2, bytes[1]);
            byte payload = 7;
            Assert.Equal(1, caller.Xnu.SendTo(client, &payload, 1, 0, bytes, size));
        }

        byte got;
        byte* from = stackalloc byte[28];
        uint fromSize = 28;
        Assert.Equal(1, caller.Xnu.RecvFrom(server, &got, 1, 0, from, &fromSize));
        Assert.Equal(7, got);
        Assert.Equal(isVersion6 ? 28u : 16u, fromSize);
        Assert.Equal(fromSize, from[0]);
        Assert.Equal(isVersion6 ? 30 : 2, from[1]);
        ReadOnlySpan<byte> sender = new(from + (isVersion6 ? 8 : 4), isVersion6 ? 16 : 4);
        Assert.Equal(IPAddress.Parse(text), new IPAddress(sender));
        Assert.Equal(-35, caller.Xnu.RecvFrom(server, &got, 1, 0x80, null, null));
    });

    [Fact]
    public void A_packet_does_not_go_out_by_an_interface_that_is_down()
    {
        using Caller caller = new();
        int control = caller.Open();
        Assert.Equal(0, caller.SetFlags(caller.Socket(2), "utun4", 0));

        Assert.False(caller.Xnu.Interface("utun4").InjectPacket([0x45]));
        Assert.Equal(-35, caller.Read(control, new byte[10]));
        Assert.Equal(0, caller.SetFlags(caller.Socket(2), "utun4", 1));
        Assert.True(caller.Xnu.Interface("utun4").InjectPacket([0x45]));
    }

    [Fact]
    public void sbreserve_gives_the_largest_buffer_for_one_that_is_too_large_but_not_twice()
    {
        using Caller caller = new();
        int inet = caller.Socket(2);
        int value = 16 * 1024 * 1024;
        uint size = 4;
        Assert.Equal(0, caller.Xnu.SetSockOpt(inet, 0xFFFF, 0x1002, &value, 4));
        Assert.Equal(-55, caller.Xnu.SetSockOpt(inet, 0xFFFF, 0x1002, &value, 4));
        Assert.Equal(0, caller.Xnu.GetSockOpt(inet, 0xFFFF, 0x1002, &value, &size));
        Assert.Equal(8 * 1024 * 1024, value);
        value = 0;
        Assert.Equal(-22, caller.Xnu.SetSockOpt(inet, 0xFFFF, 0x1001, &value, 4));
    }

    [Fact]
    public void Socket_options_have_the_numbers_of_xnu()
    {
        using Caller caller = new();
        int inet = caller.Socket(2);
        int inet6 = caller.Socket(30);
        int value = 8192;
        uint size = 4;
        Assert.Equal(0, caller.Xnu.SetSockOpt(inet, 0xFFFF, 0x1002, &value, 4));
        value = 0;
        Assert.Equal(0, caller.Xnu.GetSockOpt(inet, 0xFFFF, 0x1002, &value, &size));
        Assert.Equal(8192, value);
        value = 1;
        Assert.Equal(0, caller.Xnu.SetSockOpt(inet6, 41, 27, &value, 4));

        // The numbers of Linux are others.
        Assert.Equal(-42, caller.Xnu.SetSockOpt(inet6, 41, 26, &value, 4));
        Assert.Equal(-22, caller.Xnu.SetSockOpt(inet, 1, 8, &value, 4));
    }

    [Fact]
    public void Files_are_real_ones()
    {
        using Caller caller = new();
        int number = caller.Xnu.Open("/dev/null", 0x0100_0004);
        using DescriptorHandle file = new(number, true);

        Assert.True(caller.Xnu.IsCloseOnExec(number));
        Assert.True(caller.Xnu.IsNonBlocking(number));
        Assert.Equal(0, caller.Read(number, new byte[1]));
        Assert.Equal(-2, caller.Xnu.Open("/no/such/file", 0));
        Assert.Equal(0x2000, caller.Xnu.GetFileMode("/dev/null") & 0xF000);
        Assert.Equal(0x4000, caller.Xnu.GetFileMode("/") & 0xF000);
        Assert.Equal(-2, caller.Xnu.GetFileMode("/no/such/file"));
    }

    private static int BindAgain(Caller caller, int server, bool isVersion6)
    {
        byte* address = stackalloc byte[28];
        uint size = 28;
        Assert.Equal(0, caller.Xnu.GetSockName(server, address, &size));
        Assert.NotEqual(0, BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(address + 2, 2)));
        return caller.Xnu.Bind(caller.Socket(isVersion6 ? 30 : 2), address, size);
    }
}
