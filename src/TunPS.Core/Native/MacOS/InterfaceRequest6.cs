using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>
/// struct in6_ifreq (netinet6/in6_var.h), 288 bytes: its union has room for statistics, and its size is in the number
/// of the request.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 288)]
internal struct InterfaceRequest6
{
    [FieldOffset(0)]
    internal InterfaceNameField Name;

    [FieldOffset(16)]
    internal SocketAddressIn6 Address;

    /// <summary>IN6_IFF_ bits, which overwrite the address that was asked about.</summary>
    [FieldOffset(16)]
    internal int Flags;
}
