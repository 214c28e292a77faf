namespace TunPS.Testing;

/// <summary>
/// The numbers of xnu as the recorded kernel reads them from its headers, apart from those that the library has, so
/// that an error in either shows.
/// </summary>
internal static class XnuNumbers
{
    internal const int PF_SYSTEM = 32;
    internal const int PF_ROUTE = 17;
    internal const int AF_UNSPEC = 0;
    internal const int AF_INET = 2;
    internal const int AF_LINK = 18;
    internal const int AF_INET6 = 30;
    internal const int AF_MAX = 41;
    internal const int SOCK_DGRAM = 2;
    internal const int SOCK_RAW = 3;
    internal const int SYSPROTO_CONTROL = 2;

    internal const int SOL_SOCKET = 0xFFFF;
    internal const int SO_USELOOPBACK = 0x40;
    internal const int SO_SNDBUF = 0x1001;
    internal const int LOCAL_PEERPID = 2;

    internal const int UTUN_OPT_FLAGS = 1;
    internal const int UTUN_OPT_IFNAME = 2;
    internal const int UTUN_OPT_MAX_PENDING_PACKETS = 16;

    internal const int IFF_UP = 0x1;
    internal const int IFF_BROADCAST = 0x2;
    internal const int IFF_LOOPBACK = 0x8;
    internal const int IFF_POINTOPOINT = 0x10;
    internal const int IFF_RUNNING = 0x40;
    internal const int IFF_SIMPLEX = 0x800;
    internal const int IFF_MULTICAST = 0x8000;

    // bsd/net/if.h: BROADCAST, POINTOPOINT, RUNNING, ALLMULTI, OACTIVE, SIMPLEX, MULTICAST.
    internal const int IFF_CANTCHANGE = 0x2 | 0x10 | 0x40 | 0x200 | 0x400 | 0x800 | 0x8000;

    internal const int RTF_UP = 0x1;
    internal const int RTF_GATEWAY = 0x2;
    internal const int RTF_HOST = 0x4;
    internal const int RTF_DONE = 0x40;
    internal const int RTF_CLONING = 0x100;
    internal const int RTF_LLINFO = 0x400;
    internal const int RTF_STATIC = 0x800;
    internal const int RTF_PRCLONING = 0x10000;
    internal const int RTF_LOCAL = 0x200000;
    internal const int RTF_MULTICAST = 0x800000;
    internal const int RTF_IFSCOPE = 0x1000000;
    internal const int RTF_CONDEMNED = 0x2000000;
    internal const int RTF_PROXY = 0x8000000;
    internal const int RTF_GLOBAL = 0x40000000;

    internal const byte RTM_ADD = 1;
    internal const byte RTM_DELETE = 2;
    internal const byte RTM_CHANGE = 3;
    internal const byte RTM_GET = 4;
    internal const byte RTM_NEWADDR = 0xC;
    internal const byte RTM_DELADDR = 0xD;
    internal const byte RTM_IFINFO = 0xE;
    internal const byte RTM_IFINFO2 = 0x12;
    internal const byte RTM_NEWMADDR2 = 0x13;
    internal const byte RTM_GET2 = 0x14;

    internal const int RTAX_DST = 0;
    internal const int RTAX_GATEWAY = 1;
    internal const int RTAX_NETMASK = 2;
    internal const int RTAX_GENMASK = 3;
    internal const int RTAX_IFP = 4;
    internal const int RTAX_IFA = 5;
    internal const int RTAX_BRD = 7;
    internal const int RTAX_MAX = 8;

    internal const int EPERM = 1;
    internal const int ENOENT = 2;
    internal const int ESRCH = 3;
    internal const int ENXIO = 6;
    internal const int EBADF = 9;
    internal const int ENOMEM = 12;
    internal const int EFAULT = 14;
    internal const int EBUSY = 16;
    internal const int EEXIST = 17;
    internal const int EINVAL = 22;
    internal const int ENOTTY = 25;
    internal const int EPIPE = 32;
    internal const int EAGAIN = 35;
    internal const int ENOTSOCK = 38;
    internal const int EDESTADDRREQ = 39;
    internal const int EMSGSIZE = 40;
    internal const int EPROTOTYPE = 41;
    internal const int ENOPROTOOPT = 42;
    internal const int EPROTONOSUPPORT = 43;
    internal const int ENOTSUP = 45;
    internal const int EAFNOSUPPORT = 47;
    internal const int EADDRNOTAVAIL = 49;
    internal const int ENETUNREACH = 51;
    internal const int ENOBUFS = 55;
    internal const int EISCONN = 56;
    internal const int ENOTCONN = 57;
    internal const int EHOSTUNREACH = 65;
    internal const int EOPNOTSUPP = 102;
}
