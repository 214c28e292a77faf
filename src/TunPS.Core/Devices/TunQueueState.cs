namespace TunPS;

/// <summary>Whether a queue of a multi-queue device takes part.</summary>
public enum TunQueueState
{
    /// <summary>The queue gets its share of the packets.</summary>
    Attached,

    /// <summary>The queue gets no packets, and the others get all. It can still send.</summary>
    Detached,
}
