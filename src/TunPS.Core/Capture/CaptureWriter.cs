namespace TunPS;

/// <summary>
/// Writes packets to a pcapng or pcap file. Many packets cost one write; but none waits for longer than
/// <see cref="FlushInterval"/>, so that a capture can be watched while it grows, and is good up to there however it
/// ends. May be used by several threads.
/// </summary>
public sealed class CaptureWriter : IDisposable
{
    private const long FlushMilliseconds = 100;

    private readonly object _lock = new();
    private readonly Stream _stream;
    private readonly CaptureSink _sink;
    private readonly CaptureEncoder _encoder;
    private readonly Timer _timer;
    private long _lastFlush;
    private bool _isFlushDue;
    private bool _isDisposed;
    private Exception? _failure;
    private bool _isFailureUntold;

    private CaptureWriter(Stream stream, CaptureSink sink, CaptureEncoder encoder, long dropped)
    {
        _stream = stream;
        _sink = sink;
        _encoder = encoder;
        DroppedBytes = dropped;
        _timer = new Timer(
            static writer => ((CaptureWriter)writer!).FlushLate(), this, Timeout.Infinite, Timeout.Infinite);
        _sink.Drain();
    }

    /// <summary>How long a packet waits at most before it is written to the stream: 100 ms.</summary>
    public static TimeSpan FlushInterval { get; } = TimeSpan.FromMilliseconds(FlushMilliseconds);

    /// <summary>The format of the file.</summary>
    public CaptureFormat Format => _encoder.Format;

    /// <summary>How many packets were written here.</summary>
    public long Count { get; private set; }

    /// <summary>
    /// How many bytes of an incomplete packet <see cref="Append"/> took away from the end of the file.
    /// </summary>
    public long DroppedBytes { get; }

    /// <summary>
    /// Begins a capture. The header of a pcap file is written with its first packet, which decides what the file
    /// holds, and that of pcapng at once.
    /// </summary>
    /// <param name="stream">Where to write; closed with the writer. It need not be seekable.</param>
    /// <param name="format">The format.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static CaptureWriter Create(Stream stream, CaptureFormat format)
    {
        ArgumentNullException.ThrowIfNull(stream);
        CaptureSink sink = new(stream);
        CaptureEncoder encoder = format switch
        {
            CaptureFormat.Pcapng => new PcapngEncoder(sink),
            CaptureFormat.Pcap => new PcapEncoder(sink),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
        return new(stream, sink, encoder, 0);
    }

    /// <summary>
    /// Goes on with a capture, in its own format, byte order, time unit and link type. An incomplete packet at its end
    /// is taken away, and <see cref="DroppedBytes"/> says how much it was.
    /// </summary>
    /// <param name="stream">The file, seekable, to read and to write; closed with the writer.</param>
    /// <param name="format">The format that the file has to have; null for any.</param>
    /// <exception cref="InvalidDataException">
    /// This is no capture, it is damaged, or it has another format or a link type that is not ours. Nothing was changed,
    /// and the stream stays open.
    /// </exception>
    /// <exception cref="IOException">The stream cannot be read or written.</exception>
    public static CaptureWriter Append(Stream stream, CaptureFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        CaptureSink sink = new(stream);
        _ = stream.Seek(0, SeekOrigin.Begin);
        CaptureEncoder encoder = CaptureTail.Continue(stream, sink, format, out long dropped);
        return new(stream, sink, encoder, dropped);
    }

    /// <summary>Writes a packet.</summary>
    /// <param name="packet">The packet.</param>
    /// <exception cref="TunException">
    /// The format cannot hold this packet (<see cref="TunError.InvalidPacket"/>); the file is as before, and takes
    /// others.
    /// </exception>
    /// <exception cref="IOException">The stream cannot be written. Nothing more is written afterwards.</exception>
    /// <exception cref="ObjectDisposedException">The writer was closed.</exception>
    public void Write(TunPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        lock (_lock)
        {
            ThrowIfOver();
            try
            {
                Add(packet);
            }
            catch (Exception e) when (EndsWriting(e))
            {
                _failure = e;
                throw;
            }
        }
    }

    /// <summary>Gives all packets to the stream now.</summary>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    /// <exception cref="ObjectDisposedException">The writer was closed.</exception>
    public void Flush()
    {
        lock (_lock)
        {
            ThrowIfOver();
            try
            {
                FlushNow();
            }
            catch (Exception e) when (EndsWriting(e))
            {
                _failure = e;
                throw;
            }
        }
    }

    /// <summary>Writes what is left, and closes the stream.</summary>
    /// <exception cref="IOException">The stream cannot be written; it is closed nevertheless.</exception>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _timer.Dispose();
            using (_stream)
            {
                if (_failure is null)
                {
                    _encoder.Begin();
                    _sink.Drain();
                }
                else if (_isFailureUntold)
                {
                    throw new IOException(_failure.Message, _failure);
                }
            }
        }
    }

    private void Add(TunPacket packet)
    {
        _encoder.Write(packet);
        Count++;
        if (Environment.TickCount64 - _lastFlush >= FlushMilliseconds)
        {
            FlushNow();
        }
        else if (!_isFlushDue)
        {
            // Nobody knows when the next packet comes.
            _isFlushDue = true;
            _ = _timer.Change(FlushInterval, Timeout.InfiniteTimeSpan);
        }
    }

    private void FlushNow()
    {
        _isFlushDue = false;
        _lastFlush = Environment.TickCount64;
        _sink.Drain();
    }

    // By the timer. What goes wrong here is told to whoever writes next.
    private void FlushLate()
    {
        lock (_lock)
        {
            if (_isFlushDue && !_isDisposed && _failure is null)
            {
                try
                {
                    FlushNow();
                }
                catch (Exception e) when (EndsWriting(e))
                {
                    _failure = e;
                    _isFailureUntold = true;
                }
            }
        }
    }

    // After part of a packet was written there is no going on. A wait that was cancelled leaves such a part as well.
    private static bool EndsWriting(Exception exception) => exception is IOException or OperationCanceledException;

    private void ThrowIfOver()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_failure is not null)
        {
            _isFailureUntold = false;
            throw new IOException(_failure.Message, _failure);
        }
    }
}
