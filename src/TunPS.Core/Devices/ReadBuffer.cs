using System.Buffers;
using TunPS.Native;
using TunPS.Platform;

namespace TunPS;

/// <summary>Where the next packet goes: one buffer, or several that are filled one after the other.</summary>
internal readonly ref struct ReadBuffer
{
    private readonly Span<byte> _whole;
    private readonly ReadOnlySpan<Memory<byte>> _pieces;

    /// <exception cref="ArgumentException">The buffer is too small for the largest packet.</exception>
    internal ReadBuffer(Span<byte> buffer)
    {
        ThrowIfTooSmall(buffer.Length, nameof(buffer));
        _whole = buffer;
    }

    /// <exception cref="ArgumentException">The buffers are too small together, or too many.</exception>
    internal ReadBuffer(ReadOnlySpan<Memory<byte>> buffers)
    {
        if (buffers.Length > Posix.IOV_MAX)
        {
            throw new ArgumentException(
                $"A packet is read into at most {Posix.IOV_MAX} buffers; these are {buffers.Length}.", nameof(buffers));
        }

        long length = 0;
        foreach (Memory<byte> buffer in buffers)
        {
            length += buffer.Length;
        }

        ThrowIfTooSmall(length, nameof(buffers));
        _pieces = buffers;
    }

    /// <summary>
    /// Reads one packet, without waiting: its length, the negative errno, or <see cref="OffloadReader.Malformed"/>.
    /// </summary>
    internal int ReadFrom(TunDevice device)
        => device.OffloadReader is OffloadReader reader
            ? _pieces.IsEmpty ? reader.Read(_whole) : reader.Read(_pieces)
            : _pieces.IsEmpty ? device.Queue.Read(_whole)
            : _pieces.Length <= device.Queue.MaxPieces ? device.Queue.Read(_pieces)
            : ReadAndScatter(device.Queue);

    /// <summary>What was read; of one buffer only.</summary>
    internal ReadOnlySpan<byte> Filled(int length) => _whole[..length];

    // With a header of the system there would be one buffer too many.
    private int ReadAndScatter(TunQueue queue)
    {
        byte[] packet = ArrayPool<byte>.Shared.Rent(TunDevice.MaxPacketLength);
        int length = queue.Read(packet.AsSpan(0, TunDevice.MaxPacketLength));
        ReadOnlySpan<byte> rest = packet.AsSpan(0, Math.Max(0, length));
        foreach (Memory<byte> piece in _pieces)
        {
            int count = Math.Min(piece.Length, rest.Length);
            rest[..count].CopyTo(piece.Span);
            rest = rest[count..];
        }

        ArrayPool<byte>.Shared.Return(packet);
        return length;
    }

    private static void ThrowIfTooSmall(long length, string parameter)
    {
        if (length < TunDevice.MaxPacketLength)
        {
            throw new ArgumentException(
                $"A packet is read into at least {TunDevice.MaxPacketLength} bytes, so that none is ever cut; "
                + $"here are {length}.",
                parameter);
        }
    }
}
