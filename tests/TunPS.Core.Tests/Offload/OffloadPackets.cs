namespace TunPS.Core.Tests.Offload;

/// <summary>Short words for the tests of what is merged.</summary>
internal static class OffloadPackets
{
    private static readonly OffloadFlow s_tcp = new() { IsTcp = true };

    internal static byte[] Tcp(uint sequence, int length, TcpFlags flags = TcpFlags.Ack, int id = 100)
        => s_tcp.Packet(new byte[length], sequence, id, flags);

    internal static byte[] Bad(byte[] packet) => [.. packet[..^1], (byte)(packet[^1] ^ 1)];

    internal static Batch Sort(params byte[][] packets) => Sort(TunLayer.Tun, packets);

    internal static Batch Sort(TunLayer layer, params byte[][] packets)
        => new(new PacketCoalescer(layer, coalescesUdp: true, keepsOrder: false), packets);

    internal static Batch Ordered(params byte[][] packets)
        => new(new PacketCoalescer(TunLayer.Tun, coalescesUdp: true, keepsOrder: true), packets);
}
