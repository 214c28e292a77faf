using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>
/// struct sockaddr_dl (net/if_dl.h), 20 bytes: an interface in a route message. The kernel's can be longer, for a
/// longer name.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal unsafe struct LinkSocketAddress
{
    internal const int Size = 20;

    [FieldOffset(0)]
    internal byte Length;

    [FieldOffset(1)]
    internal byte Family;

    [FieldOffset(2)]
    internal ushort Index;

    /// <summary>The kind of the interface.</summary>
    [FieldOffset(4)]
    internal byte Type;

    [FieldOffset(5)]
    internal byte NameLength;

    [FieldOffset(6)]
    internal byte AddressLength;

    [FieldOffset(7)]
    internal byte SelectorLength;

    /// <summary>The name without a NUL, and behind it the link address.</summary>
    [FieldOffset(8)]
    internal fixed byte Data[12];

    internal LinkSocketAddress(int index)
        : this()
    {
        Length = Size;
        Family = XnuSockets.AF_LINK;
        Index = checked((ushort)index);
    }
}
