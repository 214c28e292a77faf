namespace TunPS.Native.MacOS;

/// <summary>
/// What interfaces and their addresses are and can be (net/if.h, net/if_var.h, netinet6/in6_var.h, nd6.h).
/// </summary>
internal static class InterfaceConstants
{
    /// <summary>The longest name, the NUL included.</summary>
    internal const int IFNAMSIZ = 16;

    internal const int IF_MINMTU = 72;
    internal const int IF_MAXMTU = 65535;

    internal const int IFF_UP = 0x1;
    internal const int IFF_BROADCAST = 0x2;
    internal const int IFF_LOOPBACK = 0x8;
    internal const int IFF_POINTOPOINT = 0x10;
    internal const int IFF_RUNNING = 0x40;
    internal const int IFF_NOARP = 0x80;
    internal const int IFF_MULTICAST = 0x8000;

    internal const int IN6_IFF_TENTATIVE = 0x02;
    internal const int IN6_IFF_DUPLICATED = 0x04;
    internal const int IN6_IFF_NODAD = 0x20;

    internal const uint ND6_INFINITE_LIFETIME = 0xFFFFFFFF;
}
