namespace TunPS.Platform;

/// <summary>A queue that hands over and takes many packets at once, behind virtio headers.</summary>
internal interface IOffloadQueue
{
    /// <summary>Reads one packet and the virtio header before it. Returns the length of both together.</summary>
    int Read(out VirtioHeader header, Span<byte> buffer);

    /// <summary>Writes a head, with the virtio header in it, and slices of a span; fewer than IOV_MAX of them.</summary>
    int Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> source, ReadOnlySpan<PayloadSlice> slices);
}
