using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>struct ifreq (net/if.h), 32 bytes where Linux has 40: a name and a union.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct InterfaceRequest
{
    [FieldOffset(0)]
    internal InterfaceNameField Name;

    /// <summary>IFF_ bits. A short in C; unsigned here, so that IFF_MULTICAST is not a sign.</summary>
    [FieldOffset(16)]
    internal ushort Flags;

    [FieldOffset(16)]
    internal int Mtu;

    [FieldOffset(16)]
    internal SocketAddressIn Address;
}
