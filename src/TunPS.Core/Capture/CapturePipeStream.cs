using TunPS.Native;
using TunPS.Platform;

namespace TunPS;

/// <summary>
/// A FIFO or a character device, to give a capture to another program while it grows, or to take one from it. Waiting
/// for the other end, for room and for bytes is ended by a token.
/// </summary>
public sealed class CapturePipeStream : Stream
{
    // A program that does not read, or has not begun, is asked again after a while, which grows as long as it does not.
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(20);

    private readonly string _path;
    private readonly DescriptorHandle _handle;
    private readonly bool _isWritten;
    private readonly CancellationToken _cancellationToken;

    // A FIFO that nobody has opened for writing yet looks as if it were at its end.
    private bool _hasBegun;
    private TimeSpan _pause = s_shortestPause;

    private CapturePipeStream(string path, bool isWritten, CancellationToken cancellationToken)
    {
        _path = path;
        _isWritten = isWritten;
        _hasBegun = TunPlatform.Current.GetFileKind(path) != FileKind.Fifo;
        _cancellationToken = cancellationToken;
        _handle = Open();
    }

    /// <inheritdoc/>
    public override bool CanRead => !_isWritten && !_handle.IsClosed;

    /// <inheritdoc/>
    public override bool CanWrite => _isWritten && !_handle.IsClosed;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <summary>A pipe has none.</summary>
    public override long Length => throw new NotSupportedException();

    /// <summary>A pipe has none.</summary>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether this is the path of a FIFO or a character device; false when there is nothing.</summary>
    public static bool IsPipe(string path) => TunPlatform.Current.GetFileKind(path) != FileKind.Other;

    /// <summary>Opens it to read; what is behind the last writer is the end.</summary>
    /// <param name="path">The path.</param>
    /// <param name="cancellationToken">Ends the waiting for a writer, and for bytes.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public static CapturePipeStream OpenRead(string path, CancellationToken cancellationToken)
        => new(path, false, cancellationToken);

    /// <summary>Opens it to write, and waits until somebody reads.</summary>
    /// <param name="path">The path.</param>
    /// <param name="cancellationToken">Ends the waiting for a reader, and for room.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static CapturePipeStream OpenWrite(string path, CancellationToken cancellationToken)
        => new(path, true, cancellationToken);

    /// <inheritdoc/>
    public override unsafe int Read(byte[] buffer, int offset, int count)
    {
        fixed (byte* bytes = buffer.AsSpan(offset, count))
        {
            while (true)
            {
                bool isOver = _hasBegun || IsHungUp();
                int read = TunPlatform.Current.Read(_handle, bytes, count);
                _hasBegun |= read > 0 || read == -Errno.EAGAIN;
                if (read > 0 || (read == 0 && isOver))
                {
                    _pause = s_shortestPause;
                    return read;
                }

                PauseUnlessFailed(Math.Max(0, -read));
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            for (int done = 0; done < buffer.Length;)
            {
                int written = TunPlatform.Current.Write(_handle, bytes + done, buffer.Length - done);
                if (written >= 0)
                {
                    done += written;
                    _pause = s_shortestPause;
                }
                else
                {
                    PauseUnlessFailed(-written);
                }
            }
        }
    }

    /// <summary>Does nothing: everything is written at once.</summary>
    public override void Flush()
    {
    }

    /// <summary>A pipe has no places.</summary>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <summary>A pipe has no length.</summary>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _handle.Dispose();
        }

        base.Dispose(disposing);
    }

    // True when the last writer has gone, and not when none has come yet. To be asked before a read, so that a writer
    // who comes between the two is no end.
    private bool IsHungUp()
    {
        PollFd poll = new() { Descriptor = _handle.Borrow(), Interest = Posix.POLLIN };
        try
        {
            return TunPlatform.Current.Poll(new Span<PollFd>(ref poll), Deadline.After(TimeSpan.Zero)) > 0
                && (poll.Ready & Posix.POLLHUP) != 0;
        }
        finally
        {
            _handle.Return();
        }
    }

    // A writer is refused (ENXIO) while nobody reads.
    private DescriptorHandle Open()
    {
        while (true)
        {
            int descriptor = TunPlatform.Current.OpenFile(_path, _isWritten);
            if (descriptor >= 0)
            {
                return new DescriptorHandle(descriptor, ownsDescriptor: true);
            }

            PauseUnlessFailed(descriptor == -Errno.ENXIO && _isWritten ? Errno.EAGAIN : -descriptor);
        }
    }

    private void PauseUnlessFailed(int errno)
    {
        switch (errno)
        {
            case 0 or Errno.EAGAIN:
                Pause();
                break;
            case Errno.EINTR:
                break;
            case Errno.EACCES or Errno.EPERM:
                throw new UnauthorizedAccessException(
                    $"Access to the path '{_path}' is denied: {Describe(errno)}.");
            case Errno.EPIPE:
                throw new IOException($"Nobody reads '{_path}' any more: {Describe(errno)}.");
            default:
                throw new IOException($"'{_path}' cannot be used: {Describe(errno)}.");
        }
    }

    private static string Describe(int errno) => Errno.Describe(errno, TunPlatform.Current.SystemErrno(errno));

    private void Pause()
    {
        try
        {
            _ = Waiter.Wait([], Deadline.After(_pause), [], _cancellationToken);
        }
        catch (TunException e)
        {
            // What is told by this type elsewhere is a packet that cannot be written.
            throw new IOException(e.Message, e);
        }

        _pause = _pause < s_longestPause ? 2 * _pause : s_longestPause;
    }
}
