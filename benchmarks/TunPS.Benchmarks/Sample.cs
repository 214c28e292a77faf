using System.Net;

namespace TunPS.Benchmarks;

/// <summary>The packets that are measured with.</summary>
internal static class Sample
{
    internal static IPEndPoint Client { get; } = new(IPAddress.Parse("192.0.2.1"), 40000);

    internal static IPEndPoint Server { get; } = new(IPAddress.Parse("192.0.2.2"), 443);

    internal static IPEndPoint ClientV6 { get; } = new(IPAddress.Parse("2001:db8::1"), 40000);

    internal static IPEndPoint ServerV6 { get; } = new(IPAddress.Parse("2001:db8::2"), 53);

    /// <summary>A segment of a TCP stream over IPv4.</summary>
    internal static TunPacket Segment(int payload, uint sequence = 1) => PacketBuilder.Tcp(
        Client,
        Server,
        new TcpHeader { SequenceNumber = sequence, AcknowledgmentNumber = 1, Flags = TcpFlags.Ack, Window = 1024 },
        Bytes(payload),
        new PacketSettings { Identification = 1, DontFragment = true })[0];

    /// <summary>A datagram over IPv6.</summary>
    internal static TunPacket Datagram(int payload) => PacketBuilder.Udp(ClientV6, ServerV6, Bytes(payload))[0];

    /// <summary>Bytes that are always the same, and look like none.</summary>
    internal static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
#pragma warning disable CA5394 // No secret.
        new Random(1).NextBytes(bytes);
#pragma warning restore CA5394
        return bytes;
    }
}
