namespace TunPS;

/// <summary>
/// Lets poll(2) wait for a CancellationToken, by an event that the token triggers. A token that can never be cancelled
/// costs nothing. The events are used again and again, so that a wait neither allocates nor opens a pipe.
/// </summary>
internal readonly ref struct CancellationWatch
{
    // As many as usually wait at the same time; what is beyond gives its descriptors back.
    private const int MaxFree = 16;

    private static readonly Stack<InterruptEvent> s_free = new(MaxFree);

    private readonly CancellationTokenRegistration _registration;

    internal CancellationWatch(CancellationToken token)
    {
        if (token.CanBeCanceled)
        {
            Event = Take();
            _registration = token.UnsafeRegister(static state => ((InterruptEvent)state!).Trigger(), Event);
        }
    }

    /// <summary>Triggered when the token is cancelled; null when that cannot happen.</summary>
    internal InterruptEvent? Event { get; }

    public void Dispose()
    {
        if (Event is null)
        {
            return;
        }

        // Waits for a callback that is just running: from here on nothing triggers the event any more.
        _registration.Dispose();
        Event.Reset();
        lock (s_free)
        {
            if (s_free.Count < MaxFree)
            {
                s_free.Push(Event);
                return;
            }
        }

        Event.Dispose();
    }

    private static InterruptEvent Take()
    {
        lock (s_free)
        {
            return s_free.TryPop(out InterruptEvent? free) ? free : InterruptEvent.CreateDeferred();
        }
    }
}
