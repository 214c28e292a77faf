namespace TunPS;

/// <summary>
/// The bytes of a file, as many at a time as are asked for. The buffer grows with what is there, and never because a
/// file says that there will be much.
/// </summary>
internal sealed class CaptureSource(Stream stream)
{
    private const int FirstSize = 128 * 1024;

    private byte[] _buffer = new byte[FirstSize];
    private int _start;
    private int _end;

    /// <summary>How far the file has been taken, in bytes.</summary>
    internal long Position { get; private set; }

    /// <summary>How many bytes behind the position are here already.</summary>
    internal int Available => _end - _start;

    /// <summary>Ends long reads.</summary>
    internal CancellationToken CancellationToken { get; set; }

    /// <summary>Shows the next bytes without taking them.</summary>
    /// <returns>False when the file ends before; then all that there is has been read.</returns>
    internal bool TryPeek(int count, out ReadOnlySpan<byte> bytes)
    {
        while (Available < count)
        {
            if (!TryReadMore())
            {
                bytes = _buffer.AsSpan(_start, Available);
                return false;
            }
        }

        bytes = _buffer.AsSpan(_start, count);
        return true;
    }

    /// <summary>Takes bytes that were peeked at.</summary>
    internal void Take(int count)
    {
        _start += count;
        Position += count;
    }

    /// <summary>Passes over bytes, however many, without keeping them.</summary>
    /// <returns>False when the file ends before.</returns>
    internal bool TrySkip(long count)
    {
        while (count > Available)
        {
            count -= Available;
            Take(Available);
            if (!TryReadMore())
            {
                return false;
            }
        }

        Take((int)count);
        return true;
    }

    private bool TryReadMore()
    {
        CancellationToken.ThrowIfCancellationRequested();
        if (_start > 0)
        {
            _buffer.AsSpan(_start, Available).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }
        else if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        int count = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        return count > 0;
    }
}
