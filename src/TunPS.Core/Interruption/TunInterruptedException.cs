namespace TunPS;

/// <summary>A blocking call was ended by an <see cref="InterruptEvent"/>. Nothing was read or written.</summary>
public sealed class TunInterruptedException : OperationCanceledException
{
    internal TunInterruptedException(string operation, WaitResult result)
        : base($"Cannot {operation}: interrupted by an event with the value {result.Value}.")
    {
        Event = result.Event;
        Value = result.Value;
    }

    /// <summary>The event that ended the call.</summary>
    public InterruptEvent? Event { get; }

    /// <summary>The value that the event was triggered with.</summary>
    public int Value { get; }
}
