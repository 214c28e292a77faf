using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>
/// struct if_msghdr (net/if.h), 112 bytes: what a route socket tells when an interface changes, RTM_IFINFO.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 112)]
internal struct InterfaceMessageHeader
{
    [FieldOffset(0)]
    internal ushort Length;

    [FieldOffset(2)]
    internal byte Version;

    [FieldOffset(3)]
    internal byte Type;

    [FieldOffset(4)]
    internal int Addresses;

    /// <summary>IFF_ bits.</summary>
    [FieldOffset(8)]
    internal int Flags;

    [FieldOffset(12)]
    internal ushort Index;

    [FieldOffset(16)]
    internal InterfaceData Data;
}
