namespace TunPS;

/// <summary>How a wait ended.</summary>
public enum WaitStatus
{
    /// <summary>What was waited for is there, or was done.</summary>
    Ready,

    /// <summary>The timeout ran out first.</summary>
    TimedOut,

    /// <summary>An <see cref="InterruptEvent"/> was triggered; this wins over everything else.</summary>
    Interrupted,
}
