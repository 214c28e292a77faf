using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace TunPS.Core.Tests;

public sealed class DeviceTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [DeviceFact]
    public void What_the_system_routes_to_the_interface_can_be_read() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = CreateDevice();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _ = socket.SendTo("hello"u8, new IPEndPoint(IPAddress.Parse("192.0.2.2"), 7));

        TunPacket packet = ReadFirst(device, IPProtocol.Udp);

        Assert.Equal(IPAddress.Parse("192.0.2.1"), packet.Source);
        Assert.Equal(IPAddress.Parse("192.0.2.2"), packet.Destination);
        Assert.Equal(7, packet.DestinationPort);
        Assert.Equal("hello"u8, packet.Data.AsSpan()[^5..]);
    });

    [DeviceFact]
    public void What_is_written_reaches_the_system() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = CreateDevice();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        {
            ReceiveTimeout = (int)s_patience.TotalMilliseconds,
        };
        socket.Bind(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0));
        byte[] packet = Packets.Udp(9, destinationPort: ((IPEndPoint)socket.LocalEndPoint!).Port);
        device.Write(packet);

        byte[] received = new byte[100];
        Assert.Equal(9, socket.Receive(received));
    });

    [DeviceFact]
    public void While_the_link_is_down_a_write_says_so_at_once_and_after_it_comes_up_the_next_one_works()
        => NetworkNamespace.Run(() =>
        {
            using TunDevice device = CreateDevice(down: true);
            TunException e = Assert.Throws<TunException>(() => device.Write(Packets.Udp(1)));
            Assert.Equal(TunError.LinkDown, e.Error);
            Assert.Contains("EIO (5)", e.Message, StringComparison.Ordinal);
            Assert.Same(device, e.Device);

            _ = IpCommand.Run("link set tun0 up");
            device.Write(Packets.Udp(1));
        });

    [DeviceFact]
    public void A_read_that_waits_while_the_link_goes_down_and_up_gets_the_next_packet() => NetworkNamespace.Run(() =>
    {
        IpCommand.Require();
        using TunDevice device = QuietDevice.Create();
        Task<TunPacket> read = Background.RunUntilBlocked(() => ReadFirst(device, IPProtocol.Udp));
        _ = IpCommand.Run("link set tun0 down");
        _ = IpCommand.Run("link set tun0 up");
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _ = socket.SendTo("x"u8, new IPEndPoint(IPAddress.Parse("192.0.2.2"), 7));

        Assert.Equal(7, Wait(read).DestinationPort);
    });

    [DeviceFact]
    public void Deleting_the_interface_ends_a_read_at_once_and_every_call_after_it() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = QuietDevice.Create();
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        Task<Exception?> read = Background.RunUntilBlocked(() => Record.Exception(() => device.Read(buffer)));
        _ = IpCommand.Run("link delete tun0");

        Assert.Equal(TunError.DeviceGone, Assert.IsType<TunException>(Wait(read)).Error);
        Assert.Equal(TunError.DeviceGone, Assert.Throws<TunException>(() => device.Read(buffer)).Error);
        Assert.Equal(TunError.DeviceGone, Assert.Throws<TunException>(() => device.Write(Packets.Udp(1))).Error);
        Assert.Equal(TunError.DeviceGone, Assert.Throws<TunException>(() => device.WaitReadable()).Error);
        Assert.Equal(TunError.DeviceGone, Assert.Throws<TunException>(() => device.WaitWritable()).Error);
        Assert.Equal(TunDeviceState.Gone, device.State);
        Assert.Equal("tun0", device.Name);
        Assert.Null(device.Mtu);
    });

    [DeviceFact]
    public void Disposing_the_device_ends_a_wait_and_removes_the_interface() => NetworkNamespace.Run(() =>
    {
        TunDevice device = QuietDevice.Create();
        Task<Exception?> wait = Background.RunUntilBlocked(() => Record.Exception(() => device.WaitReadable()));
        device.Dispose();

        _ = Assert.IsType<ObjectDisposedException>(Wait(wait));
        IpCommand.AssertNoDevices();
    });

    [DeviceFact]
    public void A_descriptor_of_the_driver_can_be_taken_over() => NetworkNamespace.Run(() =>
    {
        using TunDevice original = CreateDevice();
        int descriptor = (int)original.Queue.Handle.DangerousGetHandle();
        using (TunDevice borrowed = TunDevice.FromDescriptor(descriptor, ownsDescriptor: false))
        {
            Assert.Equal("tun0", borrowed.Name);
            Assert.Equal(1500, borrowed.Mtu);
        }

        Assert.Equal(TunDeviceState.Up, original.State);
    });

    [Fact]
    public void A_number_that_is_no_descriptor_is_refused()
    {
        Assert.Contains(
            "EBADF (9)",
            Assert.Throws<ArgumentException>(() => TunDevice.FromDescriptor(1_000_000, ownsDescriptor: true)).Message,
            StringComparison.Ordinal);
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => TunDevice.FromDescriptor(-1, ownsDescriptor: false));
    }

    [DeviceFact]
    public void The_system_answers_a_ping_that_a_program_writes() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = CreateDevice();
        device.Write(Packets.Echo(sequence: 77));

        Assert.Equal("Echo (ping) reply    id=0x1234, seq=77/19712, ttl=64", ReadFirst(device, IPProtocol.Icmp).Info);
    });

    [DeviceFact]
    public void A_program_can_answer_the_systems_ping() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = CreateDevice();
        using Ping ping = new();
        Task<PingReply> reply = ping.SendPingAsync(IPAddress.Parse("192.0.2.2"), s_patience);
        PacketDotNet.IPv4Packet request = (PacketDotNet.IPv4Packet)ReadFirst(device, IPProtocol.Icmp).Packet!;
        (request.SourceAddress, request.DestinationAddress) = (request.DestinationAddress, request.SourceAddress);
        PacketDotNet.IcmpV4Packet icmp = (PacketDotNet.IcmpV4Packet)request.PayloadPacket;
        icmp.TypeCode = PacketDotNet.IcmpV4TypeCode.EchoReply;
        icmp.UpdateIcmpChecksum();
        device.Write(request.Bytes);

        Assert.Equal(IPStatus.Success, Wait(reply).Status);
    });

    private static TunDevice CreateDevice(bool down = false)
        => TunDevice.Create(new TunDeviceOptions { Down = down, Addresses = [TunAddress.Parse("192.0.2.1/24")] });

    // The kernel itself sends packets of its own (router solicitations) when an interface comes up.
    private static TunPacket ReadFirst(TunDevice device, IPProtocol protocol)
    {
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        while (true)
        {
            TunPacket packet = new(buffer[..device.Read(buffer, s_patience)], device.Name);
            if (packet.Protocol == protocol)
            {
                return packet;
            }
        }
    }

    // These tests stay on their thread, because the namespace does.
    private static T Wait<T>(Task<T> task)
    {
        Assert.True(Task.WhenAny(task, Task.Delay(s_patience)).GetAwaiter().GetResult() == task, "It did not end.");
        return task.GetAwaiter().GetResult();
    }
}
