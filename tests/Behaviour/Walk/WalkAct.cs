namespace TunPS.Behaviour.Tests.Walk;

/// <summary>What a step of a random walk does.</summary>
internal enum WalkAct
{
    /// <summary>The system puts a packet into a device's queue.</summary>
    Feed,

    /// <summary>A call that waits for a moment at most.</summary>
    Call,

    /// <summary>A call that waits for ever, on a thread of its own.</summary>
    Start,

    /// <summary>The token of a call that waits is cancelled.</summary>
    Cancel,

    /// <summary>An event is triggered.</summary>
    Trigger,

    /// <summary>An event is reset.</summary>
    Reset,

    /// <summary>An event is disposed, and another one takes its place.</summary>
    DisposeEvent,

    /// <summary>A device is closed, and another one takes its place.</summary>
    CloseDevice,

    /// <summary>The queue towards the system becomes full.</summary>
    Fill,

    /// <summary>The system takes all that was sent.</summary>
    Drain,
}
