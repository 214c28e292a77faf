using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>struct rt_metrics (net/route.h), 56 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 56)]
internal unsafe struct RouteMetrics
{
    /// <summary>RTV_ bits: which of these the kernel leaves alone.</summary>
    [FieldOffset(0)]
    internal uint Locks;

    [FieldOffset(4)]
    internal uint Mtu;

    [FieldOffset(8)]
    internal uint HopCount;

    [FieldOffset(12)]
    internal int Expire;

    [FieldOffset(16)]
    internal uint ReceivePipe;

    [FieldOffset(20)]
    internal uint SendPipe;

    [FieldOffset(24)]
    internal uint SlowStartThreshold;

    /// <summary>Microseconds, as <see cref="RoundTripVariance"/>.</summary>
    [FieldOffset(28)]
    internal uint RoundTripTime;

    [FieldOffset(32)]
    internal uint RoundTripVariance;

    [FieldOffset(36)]
    internal uint SentPackets;

    [FieldOffset(40)]
    internal fixed uint Filler[4];
}
