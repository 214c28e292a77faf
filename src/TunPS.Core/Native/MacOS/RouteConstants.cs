namespace TunPS.Native.MacOS;

/// <summary>
/// Messages of route sockets and of the tables that sysctl gives (net/route.h, sys/socket.h, sys/sysctl.h).
/// </summary>
internal static class RouteConstants
{
    internal const byte RTM_VERSION = 5;

    internal const byte RTM_ADD = 0x01;
    internal const byte RTM_DELETE = 0x02;
    internal const byte RTM_CHANGE = 0x03;
    internal const byte RTM_GET = 0x04;
    internal const byte RTM_NEWADDR = 0x0C;
    internal const byte RTM_DELADDR = 0x0D;
    internal const byte RTM_IFINFO = 0x0E;
    internal const byte RTM_IFINFO2 = 0x12;

    internal const int RTA_DST = 0x01;
    internal const int RTA_GATEWAY = 0x02;
    internal const int RTA_NETMASK = 0x04;
    internal const int RTA_GENMASK = 0x08;
    internal const int RTA_IFP = 0x10;
    internal const int RTA_IFA = 0x20;
    internal const int RTA_AUTHOR = 0x40;

    /// <summary>The other end of a point-to-point address, or the broadcast address of another one.</summary>
    internal const int RTA_BRD = 0x80;

    internal const int RTF_UP = 0x1;
    internal const int RTF_GATEWAY = 0x2;
    internal const int RTF_HOST = 0x4;
    internal const int RTF_REJECT = 0x8;
    internal const int RTF_CLONING = 0x100;
    internal const int RTF_LLINFO = 0x400;
    internal const int RTF_STATIC = 0x800;
    internal const int RTF_BLACKHOLE = 0x1000;
    internal const int RTF_WASCLONED = 0x20000;
    internal const int RTF_LOCAL = 0x200000;
    internal const int RTF_BROADCAST = 0x400000;
    internal const int RTF_MULTICAST = 0x800000;
    internal const int RTF_IFSCOPE = 0x1000000;

    /// <summary>
    /// The beginning of the name of every table of the network; then PF_ROUTE, 0, a family and a NET_RT_.
    /// </summary>
    internal const int CTL_NET = 4;
    internal const int NET_RT_DUMP = 1;
    internal const int NET_RT_IFLIST = 3;
    internal const int NET_RT_IFLIST2 = 6;
}
