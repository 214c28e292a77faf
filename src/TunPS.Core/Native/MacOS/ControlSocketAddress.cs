using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>struct sockaddr_ctl (sys/kern_control.h), 32 bytes: a unit of a kernel control.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal unsafe struct ControlSocketAddress
{
    internal const int Size = 32;

    [FieldOffset(0)]
    internal byte Length;

    [FieldOffset(1)]
    internal byte Family;

    [FieldOffset(2)]
    internal ushort SystemAddress;

    /// <summary>The number that CTLIOCGINFO gave.</summary>
    [FieldOffset(4)]
    internal uint Id;

    /// <summary>For utun: 1 more than the number in the name, or 0 for the first that is free.</summary>
    [FieldOffset(8)]
    internal uint Unit;

    [FieldOffset(12)]
    internal fixed uint Reserved[5];

    internal ControlSocketAddress(uint id, uint unit)
    {
        Length = Size;
        Family = XnuSockets.AF_SYSTEM;
        SystemAddress = XnuSockets.AF_SYS_CONTROL;
        Id = id;
        Unit = unit;
    }
}
