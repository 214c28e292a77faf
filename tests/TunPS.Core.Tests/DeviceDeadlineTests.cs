using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TunPS.Core.Tests;

/// <summary>A timeout is one deadline, whatever a real device wakes the call for.</summary>
public sealed class DeviceDeadlineTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMilliseconds(500);

    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];

    /// <summary>
    /// The receiver finds nothing whenever poll told it of a packet, as it does when another one is faster. A datagram
    /// with a wrong checksum does the same without luck: to poll it is there, and the read throws it away.
    /// </summary>
    [DeviceFact]
    public void A_receiver_that_loses_every_race_gives_up_in_time() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = QuietDevice.Create();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 53));
        using TunDevice receiver = TunDevice.FromDescriptor((int)socket.Handle, ownsDescriptor: false);

        // Longer than what the kernel checks on arrival.
        byte[] packet = Packets.Udp(200);
        packet[^1] ^= 1;
        int races = 0;
        Stopwatch watch = Stopwatch.StartNew();
        using Repeater feeder = new(
            () => races += device.TryWrite(packet).Status == WaitStatus.Ready ? 1 : 0);
        WaitResult result = receiver.TryRead(_buffer, out _, s_timeout);
        watch.Stop();

        Assert.Equal(WaitStatus.TimedOut, result.Status);
        Assert.InRange(watch.Elapsed, s_timeout, Repeater.Longest);
        Assert.True(races > 50, $"Only {races} races were lost.");
    });
}
