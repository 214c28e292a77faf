using TunPS.Native;
using TunPS.Platform;

namespace TunPS;

/// <summary>The one function that waits.</summary>
internal static class Waiter
{
    private const short Failed = Posix.POLLERR | Posix.POLLHUP | Posix.POLLNVAL;

    // Enough for the usual call; larger sets come from the heap.
    private const int StackLimit = 32;

    /// <summary>
    /// Waits until one of the targets is ready, one of the events is triggered, the token is cancelled, or the deadline
    /// passes. An event wins over a device, and a signal (EINTR) is nobody's business.
    /// </summary>
    /// <param name="targets">The devices, and what is waited for at each; closing one of them ends the wait.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="events">The events, in the order in which they are looked at.</param>
    /// <param name="cancellationToken">Ends the wait before anything else does.</param>
    /// <param name="ready">
    /// For those who wait on behalf of several: which of the targets are ready, however the wait ended. A device that is
    /// gone counts as ready here, because the next call there says so.
    /// </param>
    /// <exception cref="TunException">A device is gone, or an event got no descriptor to wait on.</exception>
    /// <exception cref="ObjectDisposedException">A device or an event was disposed.</exception>
    /// <exception cref="OperationCanceledException">The token is cancelled.</exception>
    internal static WaitResult Wait(
        ReadOnlySpan<PollTarget> targets,
        Deadline deadline,
        ReadOnlySpan<InterruptEvent> events,
        CancellationToken cancellationToken,
        Span<bool> ready = default)
    {
        // What has happened already needs no descriptor.
        if (IsInterrupted(targets, events, cancellationToken, out WaitResult interrupted))
        {
            return interrupted;
        }

        using CancellationWatch cancellation = new(cancellationToken);
        Watched watched = new(targets, events, cancellation.Event);
        Span<PollFd> set = watched.Count <= StackLimit
            ? stackalloc PollFd[StackLimit]
            : new PollFd[watched.Count];
        set = set[..watched.Count];
        int borrowed = 0;
        try
        {
            for (; borrowed < set.Length; borrowed++)
            {
                set[borrowed] = watched.Borrow(borrowed);
            }

            while (true)
            {
                // Segments that another call left need no wait, but others may be ready as well.
                bool isPending = HasSegments(targets);
                int count = Poll(set, isPending ? Deadline.After(TimeSpan.Zero) : deadline);
                Mark(ready, set, targets);
                if (IsInterrupted(targets, events, cancellationToken, out interrupted))
                {
                    return interrupted;
                }

                if ((count > 0 || isPending) && (ready.Contains(true) || IsReady(set, targets)))
                {
                    return WaitResult.Ready;
                }

                if (count == 0 && deadline.IsOver)
                {
                    return WaitResult.TimedOut;
                }

                // A signal, or events that were triggered and reset again before anyone looked: wait on.
            }
        }
        catch (ObjectDisposedException)
        {
            // A device that was closed while its descriptors were being borrowed.
            ThrowIfClosed(targets);
            throw;
        }
        finally
        {
            while (--borrowed >= 0)
            {
                watched.Return(borrowed);
            }
        }
    }

    /// <summary>The number of descriptors that are ready, 0 when the time is over, negative after a signal.</summary>
    private static int Poll(Span<PollFd> set, Deadline deadline)
    {
        int count = TunPlatform.Current.Poll(set, deadline);
        return count >= 0 || count == -Errno.EINTR
            ? count
            : throw new TunException("wait", TunPlatform.Current.Meaning(-count));
    }

    // Neither packets nor an expiry win over an event, and the token comes first of all.
    private static bool IsInterrupted(
        ReadOnlySpan<PollTarget> targets,
        ReadOnlySpan<InterruptEvent> events,
        CancellationToken cancellationToken,
        out WaitResult result)
    {
        cancellationToken.ThrowIfCancellationRequested();
        result = InterruptEvent.FindTriggered(events);
        if (result.Status == WaitStatus.Interrupted)
        {
            return true;
        }

        ThrowIfClosed(targets);
        return false;
    }

    private static bool IsReady(ReadOnlySpan<PollFd> set, ReadOnlySpan<PollTarget> targets)
    {
        bool any = false;
        for (int i = 0; i < targets.Length; i++)
        {
            if ((set[i].Ready & targets[i].ReadyMask) != 0 || targets[i].Segments is { HasPending: true })
            {
                any = true;
            }
            else if ((set[i].Ready & Failed) != 0)
            {
                // An error without data stays for ever; waiting on would spin.
                TunDevice device = targets[i].Device;
                throw new TunException($"wait for {device}", TunPlatform.Current.Gone, device);
            }
        }

        return any;
    }

    private static void Mark(Span<bool> ready, ReadOnlySpan<PollFd> set, ReadOnlySpan<PollTarget> targets)
    {
        for (int i = 0; i < ready.Length; i++)
        {
            ready[i] = (set[i].Ready & (targets[i].Interest | Failed)) != 0
                || targets[i].Segments is { HasPending: true };
        }
    }

    private static bool HasSegments(ReadOnlySpan<PollTarget> targets)
    {
        foreach (PollTarget target in targets)
        {
            if (target.Segments is { HasPending: true })
            {
                return true;
            }
        }

        return false;
    }

    private static void ThrowIfClosed(ReadOnlySpan<PollTarget> targets)
    {
        foreach (PollTarget target in targets)
        {
            ObjectDisposedException.ThrowIf(target.Device.IsClosed, target.Device);
        }
    }

    /// <summary>
    /// All that has a descriptor in the poll: the devices, then their closing events, then the caller's events, then
    /// that of the token, then those by which readers of devices with offload wake each other.
    /// </summary>
    private readonly ref struct Watched
    {
        private readonly ReadOnlySpan<PollTarget> _targets;
        private readonly ReadOnlySpan<InterruptEvent> _events;
        private readonly InterruptEvent? _cancellation;
        private readonly int _others;

        internal Watched(
            ReadOnlySpan<PollTarget> targets, ReadOnlySpan<InterruptEvent> events, InterruptEvent? cancellation)
        {
            _targets = targets;
            _events = events;
            _cancellation = cancellation;
            _others = (2 * targets.Length) + events.Length + (cancellation is null ? 0 : 1);
            Count = _others;
            foreach (PollTarget target in targets)
            {
                Count += target.Segments is null ? 0 : 1;
            }
        }

        internal int Count { get; }

        // When an interface goes away the kernel wakes those who sleep for POLLIN or POLLPRI. A writer that sleeps for
        // POLLOUT alone would never hear of it. A device never reports POLLPRI, so it costs nothing else.
        internal PollFd Borrow(int index) => index < _targets.Length
            ? new PollFd
            {
                Descriptor = _targets[index].Handle.Borrow(),
                Interest = (short)(_targets[index].Interest | Posix.POLLPRI),
            }
            : new PollFd
            {
                Descriptor = index < _others
                    ? EventAt(index).BorrowDescriptor()
                    : ReaderAt(index - _others).BorrowDescriptor(),
                Interest = Posix.POLLIN,
            };

        internal void Return(int index)
        {
            if (index < _targets.Length)
            {
                _targets[index].Handle.Return();
            }
            else if (index < _others)
            {
                EventAt(index).ReturnDescriptor();
            }
            else
            {
                ReaderAt(index - _others).ReturnDescriptor();
            }
        }

        private InterruptEvent EventAt(int index)
        {
            int closing = index - _targets.Length;
            int other = closing - _targets.Length;
            return other < 0 ? _targets[closing].Device.Closing
                : other < _events.Length ? _events[other]
                : _cancellation!;
        }

        private OffloadReader ReaderAt(int index)
        {
            int target = 0;
            while (_targets[target].Segments is null || index-- > 0)
            {
                target++;
            }

            return _targets[target].Segments!;
        }
    }
}
