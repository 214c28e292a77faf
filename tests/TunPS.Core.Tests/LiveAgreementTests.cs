using System.Net;
using System.Net.Sockets;

namespace TunPS.Core.Tests;

/// <summary>We and Wireshark say the same of what this very kernel sends now.</summary>
public sealed class LiveAgreementTests
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(300);

    [ToolFact("tshark")]
    public void Of_what_the_kernel_sends_now()
    {
        Assert.SkipUnless(DeviceAccess.Problem is null || DeviceAccess.IsRequired, DeviceAccess.Problem ?? string.Empty);
        NetworkNamespace.Run(() =>
        {
            using TunDevice device = TunDevice.Create(new TunDeviceOptions
            {
                Addresses = [TunAddress.Parse("192.0.2.1/24"), TunAddress.Parse("2001:db8::1/64")],
            });
            SendTo(IPAddress.Parse("192.0.2.2"));
            SendTo(IPAddress.Parse("2001:db8::2"));

            List<TunPacket> packets = [];
            byte[] buffer = new byte[TunDevice.MaxPacketLength];
            while (device.TryRead(buffer, out int length, s_soon).Status == WaitStatus.Ready)
            {
                packets.Add(new TunPacket(buffer[..length], device.Name));
            }

            Assert.Contains(packets, packet => packet.TcpFlags == TcpFlags.Syn);
            Assert.Contains(packets, packet => packet.FragmentOffset > 0);
            Assert.Contains(packets, packet => packet.Version == 6);
            Agreement.Assert(packets);
        });
    }

    private static void SendTo(IPAddress address)
    {
        using Socket udp = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        byte[] query = Bytes.Dns(0x100, [Bytes.Question("example.com", 28)]);
        _ = udp.SendTo(query, new IPEndPoint(address, 53));
        _ = udp.SendTo(new byte[4000], new IPEndPoint(address, 4001));
        _ = udp.SendTo([], new IPEndPoint(address, 4002));

        using Socket tcp = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
        SocketException connecting = Assert.Throws<SocketException>(() => tcp.Connect(new IPEndPoint(address, 4003)));
        Assert.Equal(SocketError.WouldBlock, connecting.SocketErrorCode);
    }
}
