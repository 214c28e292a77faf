using TunPS.Native;

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
            : _pieces.IsEmpty ? device.Queue.Read(_whole) : device.Queue.Read(_pieces);

    /// <summary>What was read; of one buffer only.</summary>
    internal ReadOnlySpan<byte> Filled(int length) => _whole[..length];

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
