using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using static TunPS.Core.Tests.KernelPeer;

namespace TunPS.Core.Tests;

/// <summary>What the kernel says to packets that are made here: it checks checksums, and puts fragments together.</summary>
public sealed class MadePacketTests
{
    private static readonly PhysicalAddress s_mac = PhysicalAddress.Parse("00-00-5E-00-53-02");

    public static TheoryData<bool, int> FamiliesAndLengths()
    {
        TheoryData<bool, int> data = [];
        foreach (int length in (int[])[0, 1, 2, 57, 1400, 1473, 3001, 65507])
        {
            data.Add(false, length);
            data.Add(true, length);
        }

        return data;
    }

    [DeviceTheory]
    [MemberData(nameof(FamiliesAndLengths))]
    public void A_datagram_reaches_a_socket_in_as_many_fragments_as_it_takes(bool isIPv6, int length)
        => NetworkNamespace.Run(() =>
        {
            using TunDevice device = Create();
            using Socket socket = Bound(SocketType.Dgram, isIPv6);
            byte[] payload = Payload(length);
            IReadOnlyList<TunPacket> packets = PacketBuilder.Udp(
                new IPEndPoint(Far(isIPv6), 5353),
                (IPEndPoint)socket.LocalEndPoint!,
                payload,
                new PacketSettings { Mtu = 1500 });
            Write(device, packets);

            Assert.Equal(length > 1472, packets.Count > 1);
            Assert.Equal(payload, Receive(socket));
        });

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fragments_may_be_tiny_and_come_in_any_order(bool isIPv6) => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Create();
        using Socket socket = Bound(SocketType.Dgram, isIPv6);
        byte[] payload = Payload(333);
        TunPacket[] packets = [.. PacketBuilder.Udp(
            new IPEndPoint(Far(isIPv6), 5353),
            (IPEndPoint)socket.LocalEndPoint!,
            payload,
            new PacketSettings { Mtu = 100 })];
        new Random(1).Shuffle(packets);
        Write(device, packets);

        Assert.Equal(payload, Receive(socket));
    });

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_wrong_checksum_is_dropped(bool isIPv6) => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Create();
        using Socket socket = Bound(SocketType.Dgram, isIPv6);
        IPEndPoint from = new(Far(isIPv6), 5353);
        IPEndPoint to = (IPEndPoint)socket.LocalEndPoint!;
        TunPacket wrong = PacketBuilder.Udp(from, to, "wrong"u8)[0];
        wrong.Data[^1] ^= 1;
        Write(device, [wrong, .. PacketBuilder.Udp(from, to, "right"u8)]);

        Assert.Equal("right"u8, Receive(socket));
        Assert.Equal(1, ChecksumErrors(isIPv6));
    });

    [DeviceTheory]
    [InlineData(false, 0)]
    [InlineData(false, 57)]
    [InlineData(false, 65507)]
    [InlineData(true, 0)]
    [InlineData(true, 57)]
    [InlineData(true, 60000)]
    public void An_echo_request_is_answered(bool isIPv6, int length) => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Create(mtu: 65535);
        byte[] payload = Payload(length);
        Write(device, PacketBuilder.Echo(
            Far(isIPv6), Near(isIPv6), 0x1234, 77, payload, new PacketSettings { Mtu = 1500 }));

        byte[] reply = IPPayload(ReadUntil(device, packet => IsIcmp(packet, isIPv6 ? 129 : 0)));
        Assert.Equal([0x12, 0x34, 0, 77], reply[4..8]);
        Assert.Equal(payload, reply[8..]);
    });

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_systems_ping_is_answered_by_a_reply(bool isIPv6) => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Create();
        using Socket socket = new(
            isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork,
            SocketType.Raw,
            isIPv6 ? ProtocolType.IcmpV6 : ProtocolType.Icmp)
        {
            ReceiveTimeout = (int)Patience.TotalMilliseconds,
        };
        socket.Bind(new IPEndPoint(Near(isIPv6), 0));
        byte[] request = [isIPv6 ? (byte)128 : (byte)8, 0, 0, 0, 0x12, 0x34, 0, 5, 1, 2, 3];
        if (!isIPv6)
        {
            // For ICMP the sender has to, for ICMPv6 the system does.
            (request[2], request[3]) = (0xE1, 0xC3);
        }

        _ = socket.SendTo(request, new IPEndPoint(Far(isIPv6), 0));
        TunPacket packet = ReadUntil(device, packet => IsIcmp(packet, isIPv6 ? 128 : 8));
        Write(device, PacketReply.Create(packet));

        byte[] buffer = new byte[100];
        int length = socket.Receive(buffer);
        byte[] reply = buffer[(isIPv6 ? 0 : 20)..length];
        Assert.Equal(isIPv6 ? 129 : 0, reply[0]);
        Assert.Equal(request[4..], reply[4..]);
    });

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_closed_port_resets(bool isIPv6) => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Create();
        Write(device, PacketBuilder.Tcp(
            new IPEndPoint(Far(isIPv6), 40000),
            new IPEndPoint(Near(isIPv6), 9),
            new TcpHeader { SequenceNumber = 1000 }));

        TunPacket answer = ReadUntil(device, packet => packet.Protocol == IPProtocol.Tcp);
        Assert.Equal(TcpFlags.Rst | TcpFlags.Ack, FlagsOf(answer));
        Assert.Equal(1001u, Number(IPPayload(answer), 8));
    });

    [DeviceTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_whole_connection_can_be_made_by_hand(bool isIPv6) => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Create();
        using Socket listener = Bound(SocketType.Stream, isIPv6);
        listener.Listen();
        TunPacket Next() => ReadUntil(device, packet => packet.Protocol == IPProtocol.Tcp);
        void Reply(TunPacket to, TcpFlags flags, string payload = "")
            => Write(device, PacketReply.Create(to, new ReplySettings
            {
                Flags = flags,
                Payload = System.Text.Encoding.ASCII.GetBytes(payload),
            }));

        Write(device, PacketBuilder.Tcp(
            new IPEndPoint(Far(isIPv6), 40000),
            (IPEndPoint)listener.LocalEndPoint!,
            new TcpHeader { SequenceNumber = uint.MaxValue - 2, Mss = 1000 }));
        TunPacket answer = Next();
        Assert.Equal(TcpFlags.Syn | TcpFlags.Ack, FlagsOf(answer));
        Reply(answer, TcpFlags.Ack);
        Reply(answer, TcpFlags.Psh | TcpFlags.Ack, "hello");

        using Socket server = listener.Accept();
        server.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        Assert.Equal("hello"u8, Receive(server));
        _ = server.Send("world"u8);
        TunPacket data = ReadUntil(
            device, packet => packet.Protocol == IPProtocol.Tcp && packet.Data.AsSpan().EndsWith("world"u8));

        // Its FIN is one more number, as ours is.
        Reply(data, TcpFlags.Fin | TcpFlags.Ack);
        Assert.Empty(Receive(server));
        server.Shutdown(SocketShutdown.Send);
        TunPacket end = ReadUntil(
            device, packet => packet.Protocol == IPProtocol.Tcp && FlagsOf(packet).HasFlag(TcpFlags.Fin));
        Write(device, PacketReply.Create(end));
        Assert.True(SpinWait.SpinUntil(() => IsFree(listener), Patience), "The connection did not end.");
    });

    [DeviceTheory]
    [InlineData(TcpFlags.Rst, SocketError.ConnectionRefused)]
    [InlineData(null, SocketError.Success)]
    public void A_connecting_program_believes_the_reply(TcpFlags? flags, SocketError result) => NetworkNamespace.Run(() =>
    {
        using TunDevice device = Create();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Task<Exception?> connect = Background.Run(() => Record.Exception(() => socket.Connect(Far(false), 80)));
        TunPacket syn = ReadUntil(device, packet => packet.Protocol == IPProtocol.Tcp);
        Write(device, PacketReply.Create(syn, new ReplySettings { Flags = flags }));

        Assert.Equal(result, (Background.Result(connect) as SocketException)?.SocketErrorCode ?? SocketError.Success);
    });

    [DeviceTheory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 5)]
    [InlineData(true, 5)]
    public void On_Ethernet_the_kernel_asks_for_the_MAC_address_and_answers(bool isIPv6, int? vlan)
        => NetworkNamespace.Run(() =>
        {
            using TunDevice device = TunDevice.Create(new TunDeviceOptions { Name = "spec0", Layer = TunLayer.Tap });

            // Number 0 is no LAN but only a priority: the interface itself takes it.
            bool isTagged = vlan > 0;
            string name = isTagged ? AddVlan(vlan!.Value) : device.Name;
            _ = IpCommand.Run($"address add {Near(isIPv6)}/{(isIPv6 ? "64 nodad" : "24")} dev {name}");
            IReadOnlyList<TunPacket> ping = PacketBuilder.Echo(
                Far(isIPv6),
                Near(isIPv6),
                payload: "frame"u8,
                settings: new PacketSettings
                {
                    SourceMacAddress = s_mac,
                    DestinationMacAddress = device.Interface!.MacAddress,
                    VlanId = vlan,
                });

            // A kernel that is busy lets a ping be lost while a new interface is not quite up.
            TunPacket question = AskUntil(device, ping, frame => isIPv6
                ? IsIcmp(frame, 135) && frame.Source!.Equals(Near(true))
                : frame.EtherType == EtherType.Arp);
            Write(device, PacketReply.Create(question, new ReplySettings { SourceMacAddress = s_mac }));
            TunPacket reply = ReadUntil(device, frame => IsIcmp(frame, isIPv6 ? 129 : 0));
            Assert.Equal(s_mac, reply.DestinationMacAddress);
            Assert.Equal(isTagged ? 18 : 14, EthernetFrame.Read(reply.Data).PayloadOffset);
            Assert.True(reply.Data.AsSpan().EndsWith("frame"u8));
        });

    private static string AddVlan(int id)
    {
        try
        {
            _ = IpCommand.Run($"link add link spec0 name spec0.v type vlan id {id}");
        }
        catch (InvalidOperationException e) when (e.Message.Contains("Unknown device type", StringComparison.Ordinal))
        {
            Assert.Skip("This kernel has no VLAN interfaces.");
        }

        _ = IpCommand.Run("link set spec0.v up");
        return "spec0.v";
    }
}
