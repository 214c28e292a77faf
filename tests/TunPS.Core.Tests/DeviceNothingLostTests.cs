using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TunPS.Core.Tests;

/// <summary>However calls end, every packet of a real device comes out once, and each receiver sees them in order.</summary>
public sealed class DeviceNothingLostTests
{
    [DeviceFact]
    public void Receivers_that_are_interrupted_cancelled_and_expire_at_random_lose_nothing() => NetworkNamespace.Run(() =>
    {
        // Fewer than the 500 that a device's queue holds.
        const int Ahead = 200;
        using TunDevice device = QuietDevice.Create();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(new IPEndPoint(IPAddress.Parse("192.0.2.2"), 7));
        byte[] payload = new byte[sizeof(int)];
        RandomReceiver.Run(device, Ahead, number =>
        {
            BinaryPrimitives.WriteInt32BigEndian(payload, number);
            _ = socket.Send(payload);
        });
    });
}
