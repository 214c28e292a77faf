using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>struct ifaliasreq (net/if.h), 64 bytes: an IPv4 address that an interface is to have.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct InterfaceAliasRequest
{
    [FieldOffset(0)]
    internal InterfaceNameField Name;

    [FieldOffset(16)]
    internal SocketAddressIn Address;

    /// <summary>On a point-to-point interface the other end: the kernel refuses 0.0.0.0 there.</summary>
    [FieldOffset(32)]
    internal SocketAddressIn Destination;

    [FieldOffset(48)]
    internal SocketAddressIn Mask;
}
