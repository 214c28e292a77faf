using TunPS.Platform;

namespace TunPS.Core.Tests;

/// <summary>The loop of one direction alone, which joins packets.</summary>
public sealed class OffloadForwarderTests
{
    [Fact]
    public void A_packet_to_be_joined_does_not_wait_for_a_flood_of_unwanted_ones_to_end()
    {
        EndlessSource source = new(headerSize: 0, count => count == 1 ? Packets.Echo() : Packets.Numbered(count));
        using SocketPair far = new(OffloadLevel.TcpAndUdp);
        PacketFilter filter = new() { Protocols = [PacketProtocol.Parse("Icmp")] };
        source.Forward(far, filter, direction => direction.Packets > 0);
        Assert.InRange(source.Reads, 1, 1000);
    }
}
