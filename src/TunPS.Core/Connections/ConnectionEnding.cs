namespace TunPS;

/// <summary>What ends a connection, and why it ended: the first reason counts.</summary>
internal sealed class ConnectionEnding : IDisposable
{
    private readonly InterruptEvent _stop = new();
    private readonly InterruptEvent[] _events;
    private readonly InterruptEvent[] _all;
    private readonly object _lock = new();
    private bool _hasEnded;

    /// <param name="first">One end.</param>
    /// <param name="second">The other end; null when it is no device.</param>
    /// <param name="events">Those of the caller.</param>
    /// <exception cref="TunException">There is no descriptor left.</exception>
    internal ConnectionEnding(TunDevice first, TunDevice? second, IEnumerable<InterruptEvent> events)
    {
        _events = [_stop, .. events];
        InterruptEvent[] closings = second is null ? [first.Closing] : [first.Closing, second.Closing];
        _all = [.. _events, .. closings];
    }

    /// <summary>What a wait watches, besides the devices in it.</summary>
    internal ReadOnlySpan<InterruptEvent> Events => _events;

    /// <summary>All that ends the connection, for the look before each packet (<see cref="InterruptEvent.IsAnyOver"/>).</summary>
    internal InterruptEvent[] All => _all;

    /// <summary>Why it ended; null for a reason that is no failure.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>Ends the connection, if nothing has done that yet.</summary>
    internal void End(Exception? failure = null)
    {
        lock (_lock)
        {
            if (_hasEnded)
            {
                return;
            }

            _hasEnded = true;
            Failure = failure;
        }

        _stop.Trigger();
    }

    public void Dispose() => _stop.Dispose();
}
