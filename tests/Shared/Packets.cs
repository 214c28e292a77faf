using System.Buffers.Binary;
using System.Net;
using System.Text;
using PacketDotNet;
using PacketDotNet.Utils;

namespace TunPS.Testing;

/// <summary>Well-formed packets to send, built by PacketDotNet.</summary>
internal static class Packets
{
    /// <summary>A UDP datagram over IPv4 or IPv6, from port 5353 to 53.</summary>
    internal static byte[] Udp(
        int payloadLength, string source = "192.0.2.2", string destination = "192.0.2.1", int destinationPort = 53)
    {
        UdpPacket udp = new(5353, (ushort)destinationPort) { PayloadData = new byte[payloadLength] };
        return Wrap(udp, source, destination);
    }

    /// <summary>An ICMP echo request over IPv4.</summary>
    internal static byte[] Echo(string source = "192.0.2.2", string destination = "192.0.2.1", ushort sequence = 1)
    {
        byte[] bytes = new byte[8 + 16];
        Encoding.ASCII.GetBytes("sixteen byte load").AsSpan(0, 16).CopyTo(bytes.AsSpan(8));
        IcmpV4Packet icmp = new(new ByteArraySegment(bytes))
        {
            TypeCode = IcmpV4TypeCode.EchoRequest,
            Id = 0x1234,
            Sequence = sequence,
        };
        icmp.UpdateIcmpChecksum();
        return Wrap(icmp, source, destination);
    }

    /// <summary>A TCP segment over IPv4, from port 40000 to 80.</summary>
    internal static byte[] TcpSyn(string source = "192.0.2.2", string destination = "192.0.2.1")
    {
        TcpPacket tcp = new(40000, 80) { Synchronize = true, SequenceNumber = 1000, WindowSize = 64240 };
        return Wrap(tcp, source, destination);
    }

    /// <summary>Puts a number where the payload of <see cref="Udp"/> begins, and reads it back.</summary>
    internal static byte[] Numbered(int number)
    {
        byte[] packet = Udp(sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(packet.AsSpan(packet.Length - sizeof(int)), number);
        return packet;
    }

    private static byte[] Wrap(Packet payload, string source, string destination)
    {
        IPAddress from = IPAddress.Parse(source);
        IPAddress to = IPAddress.Parse(destination);
        Packet ip = from.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? new IPv6Packet(from, to)
            : new IPv4Packet(from, to);
        ip.PayloadPacket = payload;
        ip.UpdateCalculatedValues();
        (ip as IPv4Packet)?.UpdateIPChecksum();
        (payload as UdpPacket)?.UpdateUdpChecksum();
        (payload as TcpPacket)?.UpdateTcpChecksum();
        return ip.Bytes;
    }
}
