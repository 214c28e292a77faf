using System.Net;

namespace TunPS.Behaviour.Tests;

/// <summary>A connection leaves nothing behind, and needs no memory for a packet.</summary>
[Collection(nameof(LeakTests))]
public sealed class ConnectionLeakTests
{
    [Fact]
    public void Connections_leave_no_descriptor_and_no_thread_however_they_end() => LoopbackNetwork.Run(() =>
    {
        int round = 0;
        void Round()
        {
            using SocketPair near = new();
            using SocketPair far = new();
            using InterruptEvent stop = new();
            TunConnectionOptions options = new()
            {
                Mirror = _ => { },
                Events = [stop],
                Impairment = new Impairment { Delay = TimeSpan.FromMilliseconds(round % 2) },
            };
            using TunConnection one = TunConnection.Start(near.Device, far.Device, options);
            using TunConnection other = TunConnection.Start(near.Device, new IPEndPoint(IPAddress.Loopback, 9), null, options);
            near.Feed(Packets.Numbered(1));
            _ = Assert.Throws<TunException>(
                () => TunConnection.Start(near.Device, new IPEndPoint(IPAddress.Loopback, 9), other.LocalEndPoint));
            Action end = (round++ % 4) switch
            {
                0 => stop.Trigger,
                1 => near.Device.Dispose,
                2 => () => Assert.Equal(0, Stop(one) + Stop(other)),
                _ => one.Dispose,
            };
            end();
        }

        Round();
        Leaks.AssertNone(Round);
    });

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_packet_needs_no_memory(bool isImpaired, bool isFiltered)
    {
        const int Count = 20_000;
        using SocketPair near = new();
        using SocketPair far = new();
        using TunDevice feeder = near.OpenSystemEnd();
        using TunDevice taker = far.OpenSystemEnd();
        using TunConnection connection = TunConnection.Start(near.Device, far.Device, new TunConnectionOptions
        {
            Filter = isFiltered ? new PacketFilter { Protocols = [PacketProtocol.Parse("Udp")] } : null,
            Impairment = isImpaired ? new Impairment { Loss = 0.0001, RateLimit = BitRate.Parse("50G") } : Impairment.None,
        });
        byte[] packet = Packets.Udp(1000);
        byte[] buffer = new byte[TunDevice.MaxPacketLength];

        // Both ways of it: with a packet there already, and with a wait for each.
        Pump(feeder, taker, packet, buffer, Count / 10);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Pump(feeder, taker, packet, buffer, Count);
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        // What the runner of the tests allocates meanwhile is not ours; one object for each packet would be far more.
        Assert.InRange(allocated, 0, Count * 4);
    }

    private static int Stop(TunConnection connection)
    {
        connection.Stop();
        return Taking.Ends(connection) ? 0 : 1;
    }

    private static void Pump(TunDevice feeder, TunDevice taker, byte[] packet, byte[] buffer, int count)
    {
        for (int i = 0; i < count; i += 4)
        {
            for (int j = 0; j < 4; j++)
            {
                _ = feeder.TryWrite(packet, Background.Patience);
            }

            for (int j = 0; j < 4; j++)
            {
                _ = taker.TryRead(buffer, out _, Background.Patience);
            }
        }
    }
}
