using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>struct ifa_msghdr (net/if.h), 20 bytes: an address of an interface, RTM_NEWADDR or RTM_DELADDR.</summary>
[StructLayout(LayoutKind.Explicit, Size = 20)]
internal struct InterfaceAddressMessageHeader
{
    [FieldOffset(0)]
    internal ushort Length;

    [FieldOffset(2)]
    internal byte Version;

    [FieldOffset(3)]
    internal byte Type;

    /// <summary>RTA_ bits: which socket addresses follow, in the order of the bits.</summary>
    [FieldOffset(4)]
    internal int Addresses;

    [FieldOffset(8)]
    internal int Flags;

    [FieldOffset(12)]
    internal ushort Index;

    [FieldOffset(16)]
    internal int Metric;
}
