namespace TunPS;

/// <summary>What was wrong with a capture from some place on; the packets before that place are good.</summary>
/// <param name="IsTruncated">
/// True when the file just ends too early, as one does that is still being written; false when it is damaged.
/// </param>
/// <param name="Offset">Where the incomplete or damaged part begins, in bytes from the beginning of the file.</param>
/// <param name="Message">The same in words.</param>
public sealed record CaptureProblem(bool IsTruncated, long Offset, string Message)
{
    /// <summary>The problem in words.</summary>
    public override string ToString() => Message;
}
