using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TunPS.Core.Tests.Offload;

/// <summary>A device with offload, and a socket that hands whole series of datagrams to the kernel at once.</summary>
internal static class OffloadPeer
{
    private const int SOL_UDP = 17;
    private const int UDP_SEGMENT = 103;

    internal static TunDeviceOptions Options(string name = "spec0", int host = 1) => new()
    {
        Name = name,
        Offload = true,
        Addresses = [TunAddress.Parse($"192.0.2.{host}/24"), TunAddress.Parse($"2001:db8::{host}/64")],
    };

    internal static TunDevice Create() => TunDevice.Create(Options());

    /// <summary>Sends one series of datagrams from the near to the far end, all of one size but the last.</summary>
    internal static void SendSeries(byte[] payload, int size, bool isIPv6)
    {
        using Socket socket = KernelPeer.Bound(SocketType.Dgram, isIPv6);
        SendSeries(socket, payload, size, isIPv6);
    }

    internal static void SendSeries(Socket socket, byte[] payload, int size, bool isIPv6)
    {
        socket.SetRawSocketOption(SOL_UDP, UDP_SEGMENT, BitConverter.GetBytes(size));
        Assert.Equal(payload.Length, socket.SendTo(payload, new IPEndPoint(KernelPeer.Far(isIPv6), 7)));
    }

    /// <summary>Reads until there are so many UDP packets to port 7; others the kernel sends by itself.</summary>
    internal static List<byte[]> ReadSeries(TunDevice device, int count)
    {
        List<byte[]> packets = [];
        while (packets.Count < count)
        {
            byte[] packet = KernelPeer.ReadUntil(device, IsOfSeries).Data;
            AssertOrdinary(packet, device);
            packets.Add(packet);
        }

        return packets;
    }

    internal static bool IsOfSeries(TunPacket packet) => packet is { Protocol: IPProtocol.Udp, DestinationPort: 7 };

    /// <summary>No longer than the MTU, and with the checksums that a complete packet has.</summary>
    internal static void AssertOrdinary(ReadOnlySpan<byte> packet, TunDevice device)
    {
        int headerLength = device.Layer == TunLayer.Tap ? 14 : 0;
        Assert.InRange(packet.Length, headerLength + 20, headerLength + 1500);
        byte[] completed = packet.ToArray();
        _ = Checksums.Complete(completed, device.Layer);
        Assert.Equal(completed, packet.ToArray());
        ReadOnlySpan<byte> ip = packet[headerLength..];
        Assert.Equal(
            ip.Length,
            ip[0] >> 4 == 4
                ? BinaryPrimitives.ReadUInt16BigEndian(ip[2..])
                : 40 + BinaryPrimitives.ReadUInt16BigEndian(ip[4..]));
    }

    /// <summary>Reads what is in the queue as it is there, with its virtio header; null when there is nothing.</summary>
    internal static byte[]? ReadRaw(TunDevice device)
    {
        byte[] buffer = new byte[0x20000];
        int length = device.Queue.Read(buffer);
        return length < 0 ? null : buffer[..length];
    }

    /// <summary>Reads raw until there is something of a series of datagrams.</summary>
    internal static byte[] ReadRawSeries(TunDevice device)
    {
        while (true)
        {
            int skip = device.HasOffload ? VirtioHeader.Size : 0;
            if (ReadRaw(device) is byte[] raw && IsOfSeries(new TunPacket(raw[skip..], device.Name, device.Layer)))
            {
                return raw;
            }

            _ = device.WaitReadable(KernelPeer.Patience);
        }
    }
}
