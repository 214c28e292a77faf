using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>
/// struct rt_msghdr (net/route.h), 92 bytes: a route that is added, deleted, changed, asked for or listed.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct RouteMessageHeader
{
    internal const int Size = 92;

    [FieldOffset(0)]
    internal ushort Length;

    [FieldOffset(2)]
    internal byte Version;

    [FieldOffset(3)]
    internal byte Type;

    [FieldOffset(4)]
    internal ushort Index;

    /// <summary>RTF_ bits.</summary>
    [FieldOffset(8)]
    internal int Flags;

    /// <summary>RTA_ bits: which socket addresses follow, in the order of the bits.</summary>
    [FieldOffset(12)]
    internal int Addresses;

    [FieldOffset(16)]
    internal int ProcessId;

    [FieldOffset(20)]
    internal int Sequence;

    [FieldOffset(24)]
    internal int Error;

    [FieldOffset(28)]
    internal int Use;

    /// <summary>RTV_ bits: which metrics count.</summary>
    [FieldOffset(32)]
    internal uint Initializes;

    [FieldOffset(36)]
    internal RouteMetrics Metrics;
}
