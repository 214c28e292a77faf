namespace TunPS;

/// <summary>
/// Gathers what is to be written, so that many packets cost one system call. What is taken at once reaches the stream
/// at once: a file that is looked at, or left behind, ends with a whole packet.
/// </summary>
internal sealed class CaptureSink(Stream stream)
{
    private const int Size = 128 * 1024;

    private byte[] _buffer = new byte[Size];
    private int _used;

    /// <summary>A place for so many bytes, to be filled before the next is taken; it may hold anything.</summary>
    internal Span<byte> Take(int count)
    {
        if (count > _buffer.Length - _used)
        {
            Drain();
            if (count > _buffer.Length)
            {
                _buffer = new byte[count];
            }
        }

        _used += count;
        return _buffer.AsSpan(_used - count, count);
    }

    /// <summary>Gives everything to the stream. What could not be written is gone.</summary>
    internal void Drain()
    {
        int count = _used;
        _used = 0;
        if (count > 0)
        {
            stream.Write(_buffer, 0, count);
            stream.Flush();
        }
    }
}
