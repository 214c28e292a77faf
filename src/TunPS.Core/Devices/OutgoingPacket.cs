using System.Buffers;
using TunPS.Native;
using TunPS.Platform;

namespace TunPS;

/// <summary>A packet on its way out: in one piece, or in several that lie in different places.</summary>
internal readonly ref struct OutgoingPacket
{
    // The header lengths of RFC 791 and RFC 8200 without options; nothing shorter is an IP packet.
    private const int MinIPv4Length = 20;
    private const int MinIPv6Length = 40;
    private const int MaxIPLength = 65535;

    private readonly ReadOnlySpan<byte> _whole;
    private readonly ReadOnlySpan<ReadOnlyMemory<byte>> _pieces;

    internal OutgoingPacket(ReadOnlySpan<byte> packet) => _whole = packet;

    /// <exception cref="ArgumentException">There are too many pieces.</exception>
    internal OutgoingPacket(ReadOnlySpan<ReadOnlyMemory<byte>> pieces)
    {
        if (pieces.Length > Posix.IOV_MAX)
        {
            throw new ArgumentException(
                $"A packet is sent from at most {Posix.IOV_MAX} pieces; these are {pieces.Length}.", nameof(pieces));
        }

        _pieces = pieces;
    }

    /// <summary>Writes the packet to the queue, without waiting: its length, or the negative errno.</summary>
    internal int WriteTo(TunQueue queue)
        => _pieces.IsEmpty ? queue.Write(_whole)
            : _pieces.Length <= queue.MaxPieces ? queue.Write(_pieces)
            : WriteJoined(queue);

    // With a header of the system there would be one piece too many.
    private int WriteJoined(TunQueue queue)
    {
        Measure(out long length, out _);
        byte[] packet = ArrayPool<byte>.Shared.Rent((int)length);
        Span<byte> rest = packet;
        foreach (ReadOnlyMemory<byte> piece in _pieces)
        {
            piece.Span.CopyTo(rest);
            rest = rest[piece.Length..];
        }

        int result = queue.Write(packet.AsSpan(0, (int)length));
        ArrayPool<byte>.Shared.Return(packet);
        return result;
    }

    /// <summary>
    /// Whether there is no problem for certain; <see cref="FindProblem"/> tells of the others. So short that it does not
    /// count for a packet.
    /// </summary>
    internal static bool IsSound(ReadOnlySpan<byte> packet, TunLayer layer)
        => layer == TunLayer.Tap
            ? packet.Length is >= TunLayers.EthernetHeaderLength and <= TunDevice.MaxPacketLength
            : packet.Length is >= MinIPv4Length and <= MaxIPLength
                && (packet[0] >> 4 == 4 || (packet[0] >> 4 == 6 && packet.Length >= MinIPv6Length));

    /// <summary>Why no kernel would take this on a device of that layer; null when it would.</summary>
    internal string? FindProblem(TunLayer layer)
    {
        Measure(out long length, out byte first);
        return length == 0 ? "the packet is empty"
            : layer == TunLayer.Tap ? FindFrameProblem(length)
            : FindPacketProblem(length, first >> 4);
    }

    private static string? FindFrameProblem(long length)
        => length < TunLayers.EthernetHeaderLength
            ? $"the frame ends after byte {length}, and the header of Ethernet has {TunLayers.EthernetHeaderLength}"
            : length > TunDevice.MaxPacketLength
            ? $"the frame has {length} bytes, and a TAP device takes at most {TunDevice.MaxPacketLength}"
            : null;

    private static string? FindPacketProblem(long length, int version)
    {
        int minLength = version == 4 ? MinIPv4Length : MinIPv6Length;
        return version is not (4 or 6) ? $"the packet begins with the version {version}, and IP has 4 and 6"
            : length < minLength
            ? $"the packet ends after byte {length}, and the header of IPv{version} alone has {minLength}"
            : length > MaxIPLength ? $"the packet has {length} bytes, and IP has at most {MaxIPLength}"
            : null;
    }

    private void Measure(out long length, out byte first)
    {
        length = _whole.Length;
        first = _whole.IsEmpty ? (byte)0 : _whole[0];
        foreach (ReadOnlyMemory<byte> piece in _pieces)
        {
            first = length == 0 && !piece.IsEmpty ? piece.Span[0] : first;
            length += piece.Length;
        }
    }
}
