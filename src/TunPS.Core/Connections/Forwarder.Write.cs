using TunPS.Native.Linux;

namespace TunPS;

/// <content>Writing, when it does not succeed at once.</content>
internal sealed unsafe partial class Forwarder<TSource, TDestination>
{
    /// <summary>
    /// After a write that failed: waits for room and writes again. False when the packet was dropped, which is counted, or
    /// when the connection ends.
    /// </summary>
    private bool WriteAgain(byte* packet, int length, int errno)
    {
        while (errno > 0)
        {
            if (errno == Errno.EAGAIN ? _destination.IsDown() : _destination.IsDropped(errno))
            {
                _direction.Counters.Dropped++;
                return false;
            }

            if (errno == Errno.EAGAIN)
            {
                if (!WaitToWrite())
                {
                    return false;
                }
            }
            else if (errno != Errno.EINTR)
            {
                throw _destination.WriteFailure(errno);
            }

            errno = -_destination.Write(packet, length);
        }

        return true;
    }

    /// <summary>False when the connection ends.</summary>
    private bool WaitToWrite()
    {
        // The source is watched too, because nobody else notices when it is closed while this thread waits here.
        ReadOnlySpan<PollTarget> targets = [_destination.Target(Libc.POLLOUT), _source.Target(0)];
        WaitTerms terms = new(Timeout.InfiniteTimeSpan, _ending.Events, CancellationToken.None);
        return terms.WaitToWrite(targets).Status == WaitStatus.Ready;
    }
}
