namespace TunPS.Native.Linux;

/// <summary>The requests and flags of /dev/net/tun (linux/if_tun.h, generic ioctl encoding).</summary>
internal static class TunRequests
{
    internal const string DevicePath = "/dev/net/tun";

    /// <summary>InterfaceRequest by pointer, in and out.</summary>
    internal const uint TUNSETIFF = 0x400454CA;

    /// <summary>InterfaceRequest by pointer, out.</summary>
    internal const uint TUNGETIFF = 0x800454D2;

    /// <summary>Mask of TUN_F_ bits, by value.</summary>
    internal const uint TUNSETOFFLOAD = 0x400454D0;

    internal const ushort IFF_TUN = 0x0001;
    internal const ushort IFF_NO_PI = 0x1000;
    internal const ushort IFF_VNET_HDR = 0x4000;
    internal const ushort IFF_TUN_EXCL = 0x8000;
}
