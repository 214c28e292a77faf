using TunPS.Native;

namespace TunPS;

/// <content>When there is nothing to read, and what others left unread.</content>
internal sealed unsafe partial class Forwarder<TSource, TDestination>
{
    // What others have left is looked at when there is nothing else, and so often in a flood. To look takes a lock.
    private const uint ReadsPerLookAtPending = 64;

    /// <summary>After a read that failed, or gave nothing.</summary>
    /// <param name="read">What it returned.</param>
    private void OnNoPacket(int read)
    {
        if (read >= 0)
        {
            // No packet at all, which no kernel takes.
            _direction.Counters.Dropped++;
        }
        else if (IsNothingThere(-read))
        {
            ForwardPending();
            WaitToRead(Deadline.Never);
        }
    }

    /// <summary>True when there is nothing to read, false when the next read may well succeed.</summary>
    /// <exception cref="TunException">Reading has failed for good.</exception>
    private bool IsNothingThere(int errno)
        => errno == Errno.EAGAIN || (_source.CanReadOnAfter(errno) ? false : throw _source.ReadFailure(errno));

    private void WaitToRead(Deadline deadline)
    {
        PollTarget source = _source.Target(Posix.POLLIN);
        ReadOnlySpan<PollTarget> targets = new(in source);
        EndIfInterrupted(Waiter.Wait(targets, deadline, _ending.Events, CancellationToken.None));
    }

    /// <summary>Passes on what is left of a super-packet that somebody else has begun to read.</summary>
    private void ForwardPending()
    {
        while (TakePending(out int length))
        {
            if (Look(_packet, length, isSuper: false))
            {
                SendOne(length);
            }
        }
    }

    /// <summary>The next packet of those, where packets lie; false when there is none.</summary>
    private bool TakePending(out int length)
    {
        length = 0;
        while (length == 0 && _source.HasPending && !InterruptEvent.IsAnyOver(_ending.All))
        {
            *Header = default;
            length = _source.TakePending(new Span<byte>(_packet, SegmentQueue.MaximumLength));
            _direction.Counters.Dropped += length == 0 ? 1 : 0;
        }

        return length > 0;
    }
}
