using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace TunPS.Core.Tests;

/// <summary>TAP devices, with the kernel at the other end.</summary>
public sealed class TapDeviceTests
{
    private static readonly PhysicalAddress s_mac = PhysicalAddress.Parse("00-00-5E-00-53-02");
    private static readonly byte[] s_buffer = new byte[TunDevice.MaxPacketLength];

    [DeviceFact]
    public void The_kernel_asks_by_ARP_learns_the_answer_and_sends_its_packets_there() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Create();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _ = socket.SendTo("hello"u8, new IPEndPoint(IPAddress.Parse("192.0.2.2"), 7));

        TunPacket question = ReadUntil(device, frame => frame.EtherType == EtherType.Arp);
        Assert.Equal("Who has 192.0.2.2? Tell 192.0.2.1", question.Info);
        device.Write(Answer((PacketDotNet.EthernetPacket)question.Packet!).Bytes);

        TunPacket datagram = ReadUntil(device, frame => frame.Protocol == IPProtocol.Udp);
        Assert.Equal(s_mac, datagram.DestinationMacAddress);
        Assert.Equal(device.Interface!.MacAddress, datagram.SourceMacAddress);
        Assert.Equal(IPAddress.Parse("192.0.2.2"), datagram.Destination);
        Assert.Equal("hello"u8, datagram.Data.AsSpan()[^5..]);
        Assert.Contains("00:00:5e:00:53:02", IpCommand.Run("neighbour show dev spec0"), StringComparison.Ordinal);
    });

    [DeviceFact]
    public void The_largest_frame_with_a_VLAN_tag_is_not_cut() => NetworkNamespace.Run(() =>
    {
        const int Mtu = 65521;
        using TunDevice device = Create(Mtu);
        byte[] frame = new byte[Mtu + 18];
        byte[] header = [0, 0, 0x5E, 0, 0x53, 2, 0, 0, 0x5E, 0, 0x53, 1, 0x81, 0, 0, 7, 0x88, 0xB5];
        header.CopyTo(frame, 0);
        frame[^1] = 0x77;
        using Socket socket = new(AddressFamily.Packet, SocketType.Raw, ProtocolType.Unspecified);
        Assert.Equal(frame.Length, socket.SendTo(frame, new LinkEndPoint(device.Interface!.Index)));

        Assert.Equal(frame, ReadUntil(device, packet => packet.EtherType == (EtherType)0x88B5).Data);
    });

    [DeviceFact]
    public void An_IPv6_address_can_be_used_at_once_unless_duplicates_are_looked_for() => NetworkNamespace.Run(() =>
    {
        TunAddress address = TunAddress.Parse("2001:db8::1/64");
        using TunDevice plain = TunDevice.Create(new TunDeviceOptions { Layer = TunLayer.Tap, Addresses = [address] });
        using TunDevice careful = TunDevice.Create(
            new TunDeviceOptions { Layer = TunLayer.Tap, Addresses = [address], DetectDuplicates = true });

        Assert.Equal("tap0", plain.Name);
        Assert.False(plain.Address.Single(address.Equals).IsTentative);
        Assert.True(careful.Address.Single(address.Equals).IsTentative);
    });

    [DeviceFact]
    public void What_is_no_frame_is_refused_with_the_reason() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Create();
        TunException e = Assert.Throws<TunException>(() => device.Write(new byte[13]));
        Assert.Equal(TunError.InvalidPacket, e.Error);
        Assert.Contains("header of Ethernet has 14", e.Message, StringComparison.Ordinal);
        Assert.Equal(
            TunError.InvalidPacket,
            Assert.Throws<TunException>(() => device.Write(new byte[TunDevice.MaxPacketLength + 1])).Error);
    });

    [DeviceFact]
    public void A_descriptor_of_a_TAP_device_can_be_taken_over() => NetworkNamespace.Run(() =>
    {
        using TunDevice original = Create();
        using TunDevice borrowed = TunDevice.FromDescriptor(
            (int)original.Queue.Handle.DangerousGetHandle(), ownsDescriptor: false);

        Assert.Equal(TunLayer.Tap, borrowed.Layer);
        Assert.True(borrowed.Interface!.IsSame(original.Interface!));
    });

    private static TunDevice Create(int mtu = 1279) => TunDevice.Create(new TunDeviceOptions
    {
        Name = "spec0",
        Layer = TunLayer.Tap,
        Mtu = mtu,
        Addresses = [TunAddress.Parse("192.0.2.1/24")],
    });

    private static TunPacket ReadUntil(TunDevice device, Predicate<TunPacket> isWanted)
    {
        while (true)
        {
            int length = device.Read(s_buffer, TimeSpan.FromSeconds(30));
            TunPacket frame = new(s_buffer[..length], device.Name, TunLayer.Tap);
            if (isWanted(frame))
            {
                return frame;
            }
        }
    }

    private static PacketDotNet.EthernetPacket Answer(PacketDotNet.EthernetPacket frame)
    {
        PacketDotNet.ArpPacket arp = (PacketDotNet.ArpPacket)frame.PayloadPacket;
        (frame.DestinationHardwareAddress, frame.SourceHardwareAddress) = (frame.SourceHardwareAddress, s_mac);
        arp.Operation = PacketDotNet.ArpOperation.Response;
        (arp.TargetHardwareAddress, arp.SenderHardwareAddress) = (arp.SenderHardwareAddress, s_mac);
        (arp.SenderProtocolAddress, arp.TargetProtocolAddress) = (arp.TargetProtocolAddress, arp.SenderProtocolAddress);
        return frame;
    }
}
