namespace TunPS;

/// <summary>How a wait ended, and by which event if it was interrupted.</summary>
public readonly record struct WaitResult
{
    private WaitResult(WaitStatus status, InterruptEvent? interruptEvent, int value)
    {
        Status = status;
        Event = interruptEvent;
        Value = value;
    }

    /// <summary>What was waited for is there.</summary>
    public static WaitResult Ready => new(WaitStatus.Ready, null, 0);

    /// <summary>Ready, TimedOut or Interrupted.</summary>
    public WaitStatus Status { get; }

    /// <summary>The event that interrupted the wait: the first triggered one in the order they were given.</summary>
    public InterruptEvent? Event { get; }

    /// <summary>The value that the event had when it interrupted the wait; 0 when none did.</summary>
    public int Value { get; }

    /// <summary>Turns a result into the exception that stands for it.</summary>
    /// <param name="action">What was being done: "send on".</param>
    /// <param name="target">To what: a device. Only for an exception it is made a text.</param>
    /// <exception cref="TimeoutException">The wait ended with TimedOut.</exception>
    /// <exception cref="TunInterruptedException">The wait ended with Interrupted.</exception>
    public void ThrowUnlessReady(string action, object target)
    {
        switch (Status)
        {
            case WaitStatus.TimedOut:
                throw new TimeoutException($"Cannot {action} {target}: the timeout ran out.");
            case WaitStatus.Interrupted:
                throw new TunInterruptedException($"{action} {target}", this);
            default:
                break;
        }
    }

    internal static WaitResult TimedOut => default;

    internal static WaitResult Interrupted(InterruptEvent interruptEvent, int value)
        => new(WaitStatus.Interrupted, interruptEvent, value);
}
