namespace TunPS.Native.Linux;

/// <summary>The requests and flags of /dev/net/tun (linux/if_tun.h, generic ioctl encoding).</summary>
internal static class TunRequests
{
    internal const string DevicePath = "/dev/net/tun";

    /// <summary>InterfaceRequest by pointer, in and out.</summary>
    internal const uint TUNSETIFF = 0x400454CA;

    /// <summary>0 or 1, by value.</summary>
    internal const uint TUNSETPERSIST = 0x400454CB;

    /// <summary>User id, by value.</summary>
    internal const uint TUNSETOWNER = 0x400454CC;

    /// <summary>Group id, by value.</summary>
    internal const uint TUNSETGROUP = 0x400454CE;

    /// <summary>Mask of TUN_F_ bits, by value.</summary>
    internal const uint TUNSETOFFLOAD = 0x400454D0;

    /// <summary>InterfaceRequest by pointer, out.</summary>
    internal const uint TUNGETIFF = 0x800454D2;

    /// <summary>InterfaceRequest by pointer, with IFF_ATTACH_QUEUE or IFF_DETACH_QUEUE as its flags.</summary>
    internal const uint TUNSETQUEUE = 0x400454D9;

    /// <summary>int by pointer, out: the length of the virtio header.</summary>
    internal const uint TUNGETVNETHDRSZ = 0x800454D7;

    /// <summary>int by pointer: the length of the virtio header.</summary>
    internal const uint TUNSETVNETHDRSZ = 0x400454D8;

    /// <summary>No argument; returns a new descriptor of the interface's network namespace.</summary>
    internal const uint TUNGETDEVNETNS = 0x54E3;

    /// <summary>int by pointer, 0 or 1.</summary>
    internal const uint TUNSETCARRIER = 0x400454E2;

    internal const ushort IFF_TUN = 0x0001;
    internal const ushort IFF_TAP = 0x0002;
    internal const ushort IFF_MULTI_QUEUE = 0x0100;
    internal const ushort IFF_ATTACH_QUEUE = 0x0200;
    internal const ushort IFF_DETACH_QUEUE = 0x0400;
    internal const ushort IFF_NO_PI = 0x1000;
    internal const ushort IFF_VNET_HDR = 0x4000;
    internal const ushort IFF_TUN_EXCL = 0x8000;

    internal const uint TUN_F_CSUM = 0x01;
    internal const uint TUN_F_TSO4 = 0x02;
    internal const uint TUN_F_TSO6 = 0x04;

    // Since Linux 6.2, and only both together.
    internal const uint TUN_F_USO4 = 0x20;
    internal const uint TUN_F_USO6 = 0x40;
}
