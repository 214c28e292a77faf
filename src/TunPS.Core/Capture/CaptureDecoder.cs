namespace TunPS;

/// <summary>Takes a file of one format apart.</summary>
internal abstract class CaptureDecoder(CaptureSource source)
{
    /// <summary>More than any packet has; a length beyond is taken for damage.</summary>
    internal const int MaxLength = 16 * 1024 * 1024;

    internal abstract CaptureFormat Format { get; }

    /// <summary>Why there are no more packets; null at the regular end.</summary>
    internal CaptureProblem? Problem { get; private set; }

    private protected CaptureSource Source { get; } = source;

    /// <summary>The next packet of any kind.</summary>
    internal bool TryNext(out CaptureRecord record)
    {
        record = default;
        return Problem is null && TryDecode(out record);
    }

    private protected abstract bool TryDecode(out CaptureRecord record);

    /// <summary>The file ends in the middle of something.</summary>
    private protected bool Truncated(long offset)
    {
        long rest = Source.Position + Source.Available - offset;
        if (rest > 0)
        {
            string bytes = Quantity.Of(rest, "byte");
            Problem = new(
                true, offset, $"The capture is cut off: {bytes} from offset {offset} on can make no whole packet.");
        }

        return false;
    }

    /// <summary>The file makes no sense from here on.</summary>
    /// <param name="offset">Where the part that makes none begins.</param>
    /// <param name="what">What is wrong, as a sentence without a full stop.</param>
    private protected bool Damaged(long offset, string what)
    {
        Problem = new(false, offset, $"The capture is damaged at offset {offset}: {what}.");
        return false;
    }
}
