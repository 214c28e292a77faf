using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>
/// struct in6_aliasreq (netinet6/in6_var.h), 128 bytes: an IPv6 address that an interface is to have.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct InterfaceAliasRequest6
{
    [FieldOffset(0)]
    internal InterfaceNameField Name;

    [FieldOffset(16)]
    internal SocketAddressIn6 Address;

    /// <summary>All zero, also the family, unless the prefix is the whole address.</summary>
    [FieldOffset(44)]
    internal SocketAddressIn6 Destination;

    [FieldOffset(72)]
    internal SocketAddressIn6 Mask;

    /// <summary>IN6_IFF_ bits.</summary>
    [FieldOffset(100)]
    internal int Flags;

    /// <summary>What the kernel tells; nothing to fill in, as <see cref="Preferred"/>.</summary>
    [FieldOffset(104)]
    internal long Expire;

    [FieldOffset(112)]
    internal long Preferred;

    /// <summary>Seconds, or ND6_INFINITE_LIFETIME.</summary>
    [FieldOffset(120)]
    internal uint ValidLifetime;

    /// <summary>Seconds, or ND6_INFINITE_LIFETIME; not more than <see cref="ValidLifetime"/>.</summary>
    [FieldOffset(124)]
    internal uint PreferredLifetime;
}
