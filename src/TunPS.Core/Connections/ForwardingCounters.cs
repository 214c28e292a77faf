using System.Runtime.InteropServices;

namespace TunPS;

/// <summary>
/// What one direction counts. Each number has one thread that writes it, so that a plain increment will do. The space
/// around them keeps the two directions, which run on two processors, out of each other's cache lines.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 320)]
internal struct ForwardingCounters
{
    [FieldOffset(64)]
    internal long Packets;

    [FieldOffset(72)]
    internal long Bytes;

    [FieldOffset(80)]
    internal long Rejected;

    [FieldOffset(88)]
    internal long Dropped;

    [FieldOffset(96)]
    internal long Lost;

    [FieldOffset(104)]
    internal long Duplicated;

    [FieldOffset(112)]
    internal long Reordered;

    [FieldOffset(120)]
    internal long Overflowed;

    [FieldOffset(128)]
    internal long Queued;

    [FieldOffset(136)]
    internal long Missed;

    /// <summary>By the thread of the mirror.</summary>
    [FieldOffset(208)]
    internal long Mirrored;

    /// <summary>By the thread of the mirror: what it had not yet given out when the connection ended.</summary>
    [FieldOffset(216)]
    internal long Abandoned;
}
