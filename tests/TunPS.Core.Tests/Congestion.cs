using TunPS.Native.Linux;

namespace TunPS.Core.Tests;

/// <summary>
/// Makes the queue from a real device towards the system full. The system takes a packet out of it so early that this
/// needs a send buffer of a few packets, and a shaper in front of the network stack that lets nothing through.
/// </summary>
internal sealed class Congestion : IDisposable
{
    private const nuint TUNSETSNDBUF = 0x400454D4;

    /// <summary>From here on every write to the device waits.</summary>
    internal unsafe Congestion(TunDevice device)
    {
        try
        {
            _ = IpCommand.Run("link add ifb0 type ifb");
        }
        catch (InvalidOperationException e)
        {
            Assert.Skip($"The kernel has no ifb interfaces to stop the packets with. {e.Message}");
        }

        _ = IpCommand.Run("link set ifb0 up");
        _ = IpCommand.ShapeTraffic("qdisc add dev ifb0 root tbf rate 8bit burst 200 limit 100000");
        _ = IpCommand.ShapeTraffic($"qdisc add dev {device.Name} ingress");
        _ = IpCommand.ShapeTraffic(
            $"filter add dev {device.Name} parent ffff: protocol all u32 match u32 0 0 action mirred egress redirect dev ifb0");
        int bytes = 4096;
        Assert.Equal(0, Libc.Ioctl(device.Queue.Handle, TUNSETSNDBUF, &bytes));
        byte[] packet = Packets.Udp(100);
        for (int i = 0; device.TryWrite(packet).Status == WaitStatus.Ready; i++)
        {
            Assert.True(i < 1000, "The queue does not become full.");
        }
    }

    public void Dispose() => IpCommand.Run("link delete ifb0");
}
