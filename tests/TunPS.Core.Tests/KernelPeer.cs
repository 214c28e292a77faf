using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TunPS.Core.Tests;

/// <summary>A device with the kernel at its other end, and what the kernel tells of what reached it.</summary>
internal static class KernelPeer
{
    internal static readonly TimeSpan Patience = Background.Patience;

    internal static TunDevice Create(int mtu = 1500) => TunDevice.Create(new TunDeviceOptions
    {
        Name = "spec0",
        Mtu = mtu,
        Addresses = [TunAddress.Parse("192.0.2.1/24"), TunAddress.Parse("2001:db8::1/64")],
    });

    internal static IPAddress Near(bool isIPv6) => IPAddress.Parse(isIPv6 ? "2001:db8::1" : "192.0.2.1");

    internal static IPAddress Far(bool isIPv6) => IPAddress.Parse(isIPv6 ? "2001:db8::2" : "192.0.2.2");

    internal static byte[] Payload(int length)
    {
        byte[] payload = new byte[length];
        new Random(length).NextBytes(payload);
        return payload;
    }

    internal static Socket Bound(SocketType type, bool isIPv6)
    {
        Socket socket = new(
            isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork,
            type,
            type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp)
        {
            ReceiveTimeout = (int)Patience.TotalMilliseconds,
        };
        socket.Bind(new IPEndPoint(Near(isIPv6), 0));
        return socket;
    }

    internal static byte[] Receive(Socket socket)
    {
        byte[] buffer = new byte[65536];
        return buffer[..socket.Receive(buffer)];
    }

    internal static void Write(TunDevice device, IReadOnlyList<TunPacket> packets)
    {
        foreach (TunPacket packet in packets)
        {
            device.Write(packet.Data);
        }
    }

    internal static TunPacket ReadUntil(TunDevice device, Predicate<TunPacket> isWanted, TimeSpan? patience = null)
    {
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        while (true)
        {
            TunPacket packet = new(buffer[..device.Read(buffer, patience ?? Patience)], device.Name, device.Layer);
            if (isWanted(packet))
            {
                return packet;
            }
        }
    }

    /// <summary>Sends the packets, and again each second, until the kernel answers.</summary>
    internal static TunPacket AskUntil(TunDevice device, IReadOnlyList<TunPacket> question, Predicate<TunPacket> isWanted)
    {
        long end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            Write(device, question);
            try
            {
                return ReadUntil(device, isWanted, TimeSpan.FromSeconds(1));
            }
            catch (TimeoutException) when (Environment.TickCount64 < end)
            {
            }
        }
    }

    internal static bool IsIcmp(TunPacket packet, int type)
        => packet.Protocol is IPProtocol.Icmp or IPProtocol.IcmpV6 && IPPayload(packet)[0] == type;

    internal static byte[] IPPayload(TunPacket packet)
    {
        byte[] datagram = packet.Data[(packet.Layer == TunLayer.Tap ? EthernetFrame.Read(packet.Data).PayloadOffset : 0)..];
        return IPHeader.Read(datagram).Payload(datagram).ToArray();
    }

    internal static TcpFlags FlagsOf(TunPacket packet) => (TcpFlags)IPPayload(packet)[13];

    internal static uint Number(byte[] segment, int offset)
        => BinaryPrimitives.ReadUInt32BigEndian(segment.AsSpan(offset));

    internal static long ChecksumErrors(bool isIPv6)
    {
        if (isIPv6)
        {
            string line = File.ReadLines("/proc/thread-self/net/snmp6")
                .Single(line => line.StartsWith("Udp6InCsumErrors", StringComparison.Ordinal));
            return long.Parse(line.Split((char[])[' ', '\t'])[^1], CultureInfo.InvariantCulture);
        }

        string[][] rows = [.. File.ReadLines("/proc/thread-self/net/snmp")
            .Where(line => line.StartsWith("Udp:", StringComparison.Ordinal)).Select(line => line.Split(' '))];
        return long.Parse(rows[1][Array.IndexOf(rows[0], "InCsumErrors")], CultureInfo.InvariantCulture);
    }

    // Connections of both families are listed in a file of their own, with the local port in hex; state 0A listens.
    internal static bool IsFree(Socket listener)
    {
        string port = $":{((IPEndPoint)listener.LocalEndPoint!).Port:X4} ";
        string file = listener.AddressFamily == AddressFamily.InterNetworkV6 ? "tcp6" : "tcp";
        return !File.ReadLines($"/proc/thread-self/net/{file}").Any(line => line.Contains(port, StringComparison.Ordinal)
            && !line.Contains(" 0A ", StringComparison.Ordinal));
    }
}
