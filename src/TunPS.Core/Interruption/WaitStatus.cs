namespace TunPS;

/// <summary>How a wait ended.</summary>
/// <remarks>TimedOut is the zero, so that a test for "true" in a script never takes it for a success.</remarks>
public enum WaitStatus
{
    /// <summary>The timeout ran out first.</summary>
    TimedOut,

    /// <summary>What was waited for is there, or was done.</summary>
    Ready,

    /// <summary>An <see cref="InterruptEvent"/> was triggered; this wins over everything else.</summary>
    Interrupted,
}
