using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>struct if_data64 (net/if_var.h), 128 bytes: what an interface is and has counted.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct InterfaceData64
{
    /// <summary>The kind of the interface.</summary>
    [FieldOffset(0)]
    internal byte Type;

    [FieldOffset(1)]
    internal byte TypeLength;

    [FieldOffset(2)]
    internal byte Physical;

    [FieldOffset(3)]
    internal byte AddressLength;

    [FieldOffset(4)]
    internal byte HeaderLength;

    [FieldOffset(5)]
    internal byte ReceiveQuota;

    [FieldOffset(6)]
    internal byte TransmitQuota;

    [FieldOffset(7)]
    internal byte Unused;

    [FieldOffset(8)]
    internal uint Mtu;

    [FieldOffset(12)]
    internal uint Metric;

    /// <summary>Bits per second.</summary>
    [FieldOffset(16)]
    internal ulong BitRate;

    [FieldOffset(24)]
    internal ulong InputPackets;

    [FieldOffset(32)]
    internal ulong InputErrors;

    [FieldOffset(40)]
    internal ulong OutputPackets;

    [FieldOffset(48)]
    internal ulong OutputErrors;

    [FieldOffset(56)]
    internal ulong Collisions;

    [FieldOffset(64)]
    internal ulong InputBytes;

    [FieldOffset(72)]
    internal ulong OutputBytes;

    [FieldOffset(80)]
    internal ulong InputMulticasts;

    [FieldOffset(88)]
    internal ulong OutputMulticasts;

    [FieldOffset(96)]
    internal ulong InputDrops;

    [FieldOffset(104)]
    internal ulong UnknownProtocols;

    /// <summary>Microseconds, as <see cref="TransmitTime"/>.</summary>
    [FieldOffset(112)]
    internal uint ReceiveTime;

    [FieldOffset(116)]
    internal uint TransmitTime;

    /// <summary>When the interface was last configured, with <see cref="ChangedMicroseconds"/>.</summary>
    [FieldOffset(120)]
    internal uint ChangedSeconds;

    [FieldOffset(124)]
    internal uint ChangedMicroseconds;
}
