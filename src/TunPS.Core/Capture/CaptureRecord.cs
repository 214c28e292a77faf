namespace TunPS;

/// <summary>One packet as it lies in a file; the bytes are good until the next one is asked for.</summary>
internal readonly ref struct CaptureRecord
{
    /// <summary>What was captured, with whatever the link layer puts before the packet.</summary>
    internal ReadOnlySpan<byte> Bytes { get; init; }

    internal int LinkType { get; init; }

    internal string? Device { get; init; }

    internal long UnixTimeNanoseconds { get; init; }

    internal uint OriginalLength { get; init; }
}
