using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>struct if_data (net/if_var.h), 96 bytes: what an interface is and has counted, in 32 bits.</summary>
[StructLayout(LayoutKind.Explicit, Size = 96)]
internal struct InterfaceData
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
    internal uint BitRate;

    [FieldOffset(20)]
    internal uint InputPackets;

    [FieldOffset(24)]
    internal uint InputErrors;

    [FieldOffset(28)]
    internal uint OutputPackets;

    [FieldOffset(32)]
    internal uint OutputErrors;

    [FieldOffset(36)]
    internal uint Collisions;

    [FieldOffset(40)]
    internal uint InputBytes;

    [FieldOffset(44)]
    internal uint OutputBytes;

    [FieldOffset(48)]
    internal uint InputMulticasts;

    [FieldOffset(52)]
    internal uint OutputMulticasts;

    [FieldOffset(56)]
    internal uint InputDrops;

    [FieldOffset(60)]
    internal uint UnknownProtocols;

    /// <summary>Microseconds, as <see cref="TransmitTime"/>.</summary>
    [FieldOffset(64)]
    internal uint ReceiveTime;

    [FieldOffset(68)]
    internal uint TransmitTime;

    /// <summary>When the interface was last configured, with <see cref="ChangedMicroseconds"/>.</summary>
    [FieldOffset(72)]
    internal uint ChangedSeconds;

    [FieldOffset(76)]
    internal uint ChangedMicroseconds;

    [FieldOffset(80)]
    internal uint Unused2;

    [FieldOffset(84)]
    internal uint HardwareAssist;

    [FieldOffset(88)]
    internal uint Reserved1;

    [FieldOffset(92)]
    internal uint Reserved2;
}
