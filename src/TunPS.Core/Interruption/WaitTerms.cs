namespace TunPS;

/// <summary>What bounds one call: when it gives up, and what interrupts it.</summary>
internal ref struct WaitTerms
{
    private readonly ReadOnlySpan<InterruptEvent> _events;
    private readonly CancellationToken _cancellationToken;
    private readonly TimeSpan _timeout;

    // Begins with the first wait: a call that finds its packet does not even look at the clock.
    private Deadline? _deadline;

    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite.</exception>
    /// <exception cref="ArgumentNullException">One of the events is null.</exception>
    /// <exception cref="ObjectDisposedException">One of the events is disposed.</exception>
    internal WaitTerms(TimeSpan timeout, ReadOnlySpan<InterruptEvent> events, CancellationToken cancellationToken)
    {
        Deadline.ThrowIfInvalid(timeout);
        InterruptEvent.ThrowIfDisposed(events);
        _timeout = timeout;
        _events = events;
        _cancellationToken = cancellationToken;
    }

    /// <summary>
    /// How long a writer sleeps before it looks again. When an interface goes down the kernel tells nobody who waits for
    /// room in its queue.
    /// </summary>
    internal static TimeSpan WriteAgain { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a writer sleeps for whom the system had no buffers.</summary>
    internal static TimeSpan BuffersAgain { get; } = TimeSpan.FromMilliseconds(1);

    /// <summary>False for a call that is to try once and never wait.</summary>
    internal readonly bool MayWait => _timeout != TimeSpan.Zero;

    /// <summary>Whether an event ends the call now, whatever else is there. No system call.</summary>
    /// <exception cref="OperationCanceledException">The token is cancelled.</exception>
    /// <exception cref="ObjectDisposedException">One of the events was disposed.</exception>
    internal readonly bool IsInterrupted(out WaitResult result)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        result = InterruptEvent.FindTriggered(_events);
        return result.Status == WaitStatus.Interrupted;
    }

    /// <summary>Whether the time is over, for a call that is busy and does not wait.</summary>
    internal bool IsOver => (_deadline ??= Deadline.After(_timeout)).IsOver;

    /// <summary>Waits until one of the targets is ready, an event ends the call, or its time is over.</summary>
    internal WaitResult Wait(scoped ReadOnlySpan<PollTarget> targets)
        => Waiter.Wait(targets, _deadline ??= Deadline.After(_timeout), _events, _cancellationToken);

    /// <summary>Waits until it is worth while to look again whether a packet can be sent.</summary>
    internal WaitResult WaitToWrite(scoped ReadOnlySpan<PollTarget> targets) => WaitToTryAgain(targets, WriteAgain);

    /// <summary>
    /// Waits a moment, because the system is short of buffers for a packet: poll knows nothing of that, and would say that
    /// there is room.
    /// </summary>
    /// <param name="targets">The device, without interest in anything.</param>
    internal WaitResult WaitForBuffers(scoped ReadOnlySpan<PollTarget> targets)
        => WaitToTryAgain(targets, BuffersAgain);

    private WaitResult WaitToTryAgain(scoped ReadOnlySpan<PollTarget> targets, TimeSpan pause)
    {
        Deadline end = _deadline ??= Deadline.After(_timeout);
        Deadline next = Deadline.Earlier(end, Deadline.After(pause));
        WaitResult result = Waiter.Wait(targets, next, _events, _cancellationToken);
        return result.Status == WaitStatus.TimedOut && !end.IsOver ? WaitResult.Ready : result;
    }
}
