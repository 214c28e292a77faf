using System.Buffers.Binary;
using System.Net;

namespace TunPS;

/// <summary>Answers TCP segments with the numbers that follow from them (RFC 9293).</summary>
internal static class TcpReply
{
    private const int HeaderLength = 20;

    internal static IReadOnlyList<TunPacket> Create(
        ReadOnlySpan<byte> segment, IPAddress source, IPAddress destination, ReplySettings settings, PacketSettings ip)
    {
        int headerLength = segment.Length < HeaderLength ? 0 : (segment[12] >> 4) * 4;
        if (headerLength < HeaderLength || headerLength > segment.Length)
        {
            throw new FormatException("The packet is malformed: its TCP header is not all there.");
        }

        TcpFlags theirs = (TcpFlags)segment[13];
        if (theirs.HasFlag(TcpFlags.Rst))
        {
            throw new FormatException("A reset ends the connection: nothing answers it.");
        }

        uint length = (uint)(segment.Length - headerLength)
            + (theirs.HasFlag(TcpFlags.Syn) ? 1u : 0)
            + (theirs.HasFlag(TcpFlags.Fin) ? 1u : 0);
        uint next = unchecked(BinaryPrimitives.ReadUInt32BigEndian(segment[4..]) + length);
        uint? expected = theirs.HasFlag(TcpFlags.Ack) ? BinaryPrimitives.ReadUInt32BigEndian(segment[8..]) : null;
        TcpFlags flags = settings.Flags ?? (
            theirs.HasFlag(TcpFlags.Syn) && !theirs.HasFlag(TcpFlags.Ack)
                ? TcpFlags.Syn | TcpFlags.Ack
                : TcpFlags.Ack);

        // What acknowledges nothing is reset by acknowledging it: nobody would believe a number that they did not name.
        if (flags.HasFlag(TcpFlags.Rst) && expected is null)
        {
            flags |= TcpFlags.Ack;
        }

        TcpHeader header = new()
        {
            SequenceNumber = settings.SequenceNumber ?? expected ?? 0,
            AcknowledgmentNumber = settings.AcknowledgmentNumber ?? (flags.HasFlag(TcpFlags.Ack) ? next : 0),
            Flags = flags,
            Window = settings.Window ?? (flags.HasFlag(TcpFlags.Rst) ? (ushort)0 : new TcpHeader().Window),
            Mss = settings.Mss,
        };
        (IPEndPoint from, IPEndPoint to) = ReplyEnds.Swap(segment, source, destination);
        return PacketBuilder.Tcp(from, to, header, settings.Payload is { } payload ? payload.Span : default, ip);
    }
}
