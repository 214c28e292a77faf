/*
 * Prints what TunPS.Native.MacOS has to agree with: "Type=size", "Type.Field=offset+size", "Type.CONSTANT=value" and
 * "Image.Name=bytes". On a Mac that is what Apple's own headers say. Elsewhere the facts are written out here, under
 * the names of those headers and with the sizes that C types have there (LP64, little-endian).
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#ifdef __APPLE__
#include <sys/types.h>
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/ioctl.h>
#include <sys/kern_control.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sys_domain.h>
#include <sys/sysctl.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <net/if_utun.h>
#include <net/if_var.h>
#include <net/route.h>
#include <netinet/in.h>
#include <netinet/in_var.h>
#include <netinet6/in6_var.h>
#include <netinet6/nd6.h>
#else

_Static_assert(sizeof(long) == 8 && sizeof(int) == 4 && sizeof(short) == 2, "LP64");

struct in_addr { unsigned int s_addr; };
struct sockaddr_in {
    unsigned char sin_len, sin_family;
    unsigned short sin_port;
    struct in_addr sin_addr;
    char sin_zero[8];
};
struct in6_addr { unsigned char s6_addr[16] __attribute__((aligned(4))); };
struct sockaddr_in6 {
    unsigned char sin6_len, sin6_family;
    unsigned short sin6_port;
    unsigned int sin6_flowinfo;
    struct in6_addr sin6_addr;
    unsigned int sin6_scope_id;
};
struct sockaddr {
    unsigned char sa_len, sa_family;
    char sa_data[14];
};
struct sockaddr_dl {
    unsigned char sdl_len, sdl_family;
    unsigned short sdl_index;
    unsigned char sdl_type, sdl_nlen, sdl_alen, sdl_slen;
    char sdl_data[12];
};

#define MAX_KCTL_NAME 96
struct ctl_info {
    unsigned int ctl_id;
    char ctl_name[MAX_KCTL_NAME];
};
struct sockaddr_ctl {
    unsigned char sc_len, sc_family;
    unsigned short ss_sysaddr;
    unsigned int sc_id, sc_unit, sc_reserved[5];
};

#define IFNAMSIZ 16
struct ifreq {
    char ifr_name[IFNAMSIZ];
    union {
        struct sockaddr ifru_addr;
        short ifru_flags;
        int ifru_mtu;
        char *ifru_data;
    } ifr_ifru;
};
#define ifr_addr ifr_ifru.ifru_addr
#define ifr_flags ifr_ifru.ifru_flags
#define ifr_mtu ifr_ifru.ifru_mtu
struct ifaliasreq {
    char ifra_name[IFNAMSIZ];
    struct sockaddr ifra_addr, ifra_broadaddr, ifra_mask;
};
struct in6_addrlifetime {
    long ia6t_expire, ia6t_preferred;
    unsigned int ia6t_vltime, ia6t_pltime;
};
struct in6_aliasreq {
    char ifra_name[IFNAMSIZ];
    struct sockaddr_in6 ifra_addr, ifra_dstaddr, ifra_prefixmask;
    int ifra_flags;
    struct in6_addrlifetime ifra_lifetime;
};
struct in6_ifreq {
    char ifr_name[IFNAMSIZ];
    union {
        struct sockaddr_in6 ifru_addr;
        int ifru_flags6;
        struct in6_addrlifetime ifru_lifetime;
        unsigned long ifru_stat[25];      /* in6_ifstat */
        unsigned long ifru_icmp6stat[34]; /* icmp6_ifstat */
    } ifr_ifru;
};

struct rt_metrics {
    unsigned int rmx_locks, rmx_mtu, rmx_hopcount;
    int rmx_expire;
    unsigned int rmx_recvpipe, rmx_sendpipe, rmx_ssthresh, rmx_rtt, rmx_rttvar, rmx_pksent, rmx_filler[4];
};
struct rt_msghdr {
    unsigned short rtm_msglen;
    unsigned char rtm_version, rtm_type;
    unsigned short rtm_index;
    int rtm_flags, rtm_addrs, rtm_pid, rtm_seq, rtm_errno, rtm_use;
    unsigned int rtm_inits;
    struct rt_metrics rtm_rmx;
};

#pragma pack(4)
struct timeval32 { int tv_sec, tv_usec; };
struct if_data {
    unsigned char ifi_type, ifi_typelen, ifi_physical, ifi_addrlen, ifi_hdrlen;
    unsigned char ifi_recvquota, ifi_xmitquota, ifi_unused1;
    unsigned int ifi_mtu, ifi_metric, ifi_baudrate;
    unsigned int ifi_ipackets, ifi_ierrors, ifi_opackets, ifi_oerrors, ifi_collisions, ifi_ibytes, ifi_obytes;
    unsigned int ifi_imcasts, ifi_omcasts, ifi_iqdrops, ifi_noproto, ifi_recvtiming, ifi_xmittiming;
    struct timeval32 ifi_lastchange;
    unsigned int ifi_unused2, ifi_hwassist, ifi_reserved1, ifi_reserved2;
};
struct if_data64 {
    unsigned char ifi_type, ifi_typelen, ifi_physical, ifi_addrlen, ifi_hdrlen;
    unsigned char ifi_recvquota, ifi_xmitquota, ifi_unused1;
    unsigned int ifi_mtu, ifi_metric;
    unsigned long ifi_baudrate;
    unsigned long ifi_ipackets, ifi_ierrors, ifi_opackets, ifi_oerrors, ifi_collisions, ifi_ibytes, ifi_obytes;
    unsigned long ifi_imcasts, ifi_omcasts, ifi_iqdrops, ifi_noproto;
    unsigned int ifi_recvtiming, ifi_xmittiming;
    struct timeval32 ifi_lastchange;
};
#pragma pack()

struct if_msghdr {
    unsigned short ifm_msglen;
    unsigned char ifm_version, ifm_type;
    int ifm_addrs, ifm_flags;
    unsigned short ifm_index;
    struct if_data ifm_data;
};
struct if_msghdr2 {
    unsigned short ifm_msglen;
    unsigned char ifm_version, ifm_type;
    int ifm_addrs, ifm_flags;
    unsigned short ifm_index;
    int ifm_snd_len, ifm_snd_maxlen, ifm_snd_drops, ifm_timer;
    struct if_data64 ifm_data;
};
struct ifa_msghdr {
    unsigned short ifam_msglen;
    unsigned char ifam_version, ifam_type;
    int ifam_addrs, ifam_flags;
    unsigned short ifam_index;
    int ifam_metric;
};

struct timespec { long tv_sec, tv_nsec; };
struct stat {
    int st_dev;
    unsigned short st_mode, st_nlink;
    unsigned long st_ino;
    unsigned int st_uid, st_gid;
    int st_rdev;
    struct timespec st_atimespec, st_mtimespec, st_ctimespec, st_birthtimespec;
    long st_size, st_blocks;
    int st_blksize;
    unsigned int st_flags, st_gen;
    int st_lspare;
    long st_qspare[2];
};

#define _IOC(inout, group, num, len) ((inout) | (((len) & 0x1FFFU) << 16) | ((group) << 8) | (num))
#define _IO(group, num) _IOC(0x20000000U, group, num, 0)
#define _IOR(group, num, type) _IOC(0x40000000U, group, num, sizeof(type))
#define _IOW(group, num, type) _IOC(0x80000000U, group, num, sizeof(type))
#define _IOWR(group, num, type) _IOC(0xC0000000U, group, num, sizeof(type))

#define FIOCLEX _IO('f', 1)
#define FIONBIO _IOW('f', 126, int)
#define CTLIOCGINFO _IOWR('N', 3, struct ctl_info)
#define SIOCSIFFLAGS _IOW('i', 16, struct ifreq)
#define SIOCGIFFLAGS _IOWR('i', 17, struct ifreq)
#define SIOCDIFADDR _IOW('i', 25, struct ifreq)
#define SIOCAIFADDR _IOW('i', 26, struct ifaliasreq)
#define SIOCGIFADDR _IOWR('i', 33, struct ifreq)
#define SIOCGIFDSTADDR _IOWR('i', 34, struct ifreq)
#define SIOCGIFNETMASK _IOWR('i', 37, struct ifreq)
#define SIOCGIFMTU _IOWR('i', 51, struct ifreq)
#define SIOCSIFMTU _IOW('i', 52, struct ifreq)
#define SIOCDIFADDR_IN6 _IOW('i', 25, struct in6_ifreq)
#define SIOCAIFADDR_IN6 _IOW('i', 26, struct in6_aliasreq)
#define SIOCGIFAFLAG_IN6 _IOWR('i', 73, struct in6_ifreq)

enum {
    AF_UNSPEC = 0, AF_INET = 2, AF_ROUTE = 17, AF_LINK = 18, AF_INET6 = 30, AF_SYSTEM = 32,
    SOCK_DGRAM = 2, SOCK_RAW = 3, SOL_SOCKET = 0xFFFF, SO_SNDBUF = 0x1001, SO_RCVBUF = 0x1002,
    IPPROTO_IPV6 = 41, IPV6_V6ONLY = 27, MSG_DONTWAIT = 0x80, SYSPROTO_CONTROL = 2, AF_SYS_CONTROL = 2,
    UTUN_OPT_IFNAME = 2, UTUN_OPT_MAX_PENDING_PACKETS = 16,
    IF_MINMTU = 72, IF_MAXMTU = 65535,
    IFF_UP = 0x1, IFF_BROADCAST = 0x2, IFF_LOOPBACK = 0x8, IFF_POINTOPOINT = 0x10, IFF_RUNNING = 0x40, IFF_NOARP = 0x80,
    IFF_MULTICAST = 0x8000,
    IN6_IFF_TENTATIVE = 0x2, IN6_IFF_DUPLICATED = 0x4, IN6_IFF_NODAD = 0x20,
    RTM_VERSION = 5, RTM_ADD = 1, RTM_DELETE = 2, RTM_CHANGE = 3, RTM_GET = 4, RTM_NEWADDR = 0xC, RTM_DELADDR = 0xD,
    RTM_IFINFO = 0xE, RTM_IFINFO2 = 0x12,
    RTA_DST = 0x1, RTA_GATEWAY = 0x2, RTA_NETMASK = 0x4, RTA_GENMASK = 0x8, RTA_IFP = 0x10, RTA_IFA = 0x20,
    RTA_AUTHOR = 0x40, RTA_BRD = 0x80,
    RTF_UP = 0x1, RTF_GATEWAY = 0x2, RTF_HOST = 0x4, RTF_REJECT = 0x8, RTF_CLONING = 0x100, RTF_LLINFO = 0x400,
    RTF_STATIC = 0x800, RTF_BLACKHOLE = 0x1000, RTF_WASCLONED = 0x20000, RTF_LOCAL = 0x200000, RTF_BROADCAST = 0x400000,
    RTF_MULTICAST = 0x800000, RTF_IFSCOPE = 0x1000000,
    CTL_NET = 4, NET_RT_DUMP = 1, NET_RT_IFLIST = 3, NET_RT_IFLIST2 = 6,
    O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_NONBLOCK = 0x4, O_CLOEXEC = 0x1000000,
    S_IFMT = 0170000, S_IFIFO = 0010000, S_IFCHR = 0020000, S_IFREG = 0100000, S_IFSOCK = 0140000,
    EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, EIO = 5, ENXIO = 6, E2BIG = 7, EBADF = 9, EDEADLK = 11, ENOMEM = 12,
    EACCES = 13, EFAULT = 14, EBUSY = 16, EEXIST = 17, ENODEV = 19, ENOTDIR = 20, EISDIR = 21, EINVAL = 22, ENFILE = 23,
    EMFILE = 24, ENOTTY = 25, ENOSPC = 28, EPIPE = 32, ERANGE = 34, EAGAIN = 35, EINPROGRESS = 36, EALREADY = 37,
    ENOTSOCK = 38, EDESTADDRREQ = 39, EMSGSIZE = 40, EPROTOTYPE = 41, ENOPROTOOPT = 42, EPROTONOSUPPORT = 43,
    ENOTSUP = 45, EAFNOSUPPORT = 47, EADDRINUSE = 48, EADDRNOTAVAIL = 49, ENETDOWN = 50, ENETUNREACH = 51,
    ECONNABORTED = 53, ECONNRESET = 54, ENOBUFS = 55, EISCONN = 56, ENOTCONN = 57, ESHUTDOWN = 58, ETIMEDOUT = 60,
    ECONNREFUSED = 61, ELOOP = 62, ENAMETOOLONG = 63, EHOSTDOWN = 64, EHOSTUNREACH = 65, ENOSYS = 78, ECANCELED = 89,
    EBADMSG = 94, EOPNOTSUPP = 102
};
#define ND6_INFINITE_LIFETIME 0xFFFFFFFFU
#define UTUN_CONTROL_NAME "com.apple.net.utun_control"
#endif

#define TYPE(managed, type) printf("%s=%zu\n", #managed, sizeof(type))
#define FIELD(managed, type, field) \
    printf("%s=%zu+%zu\n", #managed, offsetof(type, field), sizeof(((type *)0)->field))
#define NUMBER(managed, value) printf("%s=%llu\n", #managed, (unsigned long long)(value))
#define NAME(type, name) printf("%s.%s=%llu\n", #type, #name, (unsigned long long)(name))

static void print_types(void)
{
    TYPE(ControlInfo, struct ctl_info);
    FIELD(ControlInfo.Id, struct ctl_info, ctl_id);
    FIELD(ControlInfo._name, struct ctl_info, ctl_name);

    TYPE(ControlSocketAddress, struct sockaddr_ctl);
    NUMBER(ControlSocketAddress.Size, sizeof(struct sockaddr_ctl));
    FIELD(ControlSocketAddress.Length, struct sockaddr_ctl, sc_len);
    FIELD(ControlSocketAddress.Family, struct sockaddr_ctl, sc_family);
    FIELD(ControlSocketAddress.SystemAddress, struct sockaddr_ctl, ss_sysaddr);
    FIELD(ControlSocketAddress.Id, struct sockaddr_ctl, sc_id);
    FIELD(ControlSocketAddress.Unit, struct sockaddr_ctl, sc_unit);
    FIELD(ControlSocketAddress.Reserved, struct sockaddr_ctl, sc_reserved);

    TYPE(SocketAddressIn, struct sockaddr_in);
    NUMBER(SocketAddressIn.Size, sizeof(struct sockaddr_in));
    FIELD(SocketAddressIn.Length, struct sockaddr_in, sin_len);
    FIELD(SocketAddressIn.Family, struct sockaddr_in, sin_family);
    FIELD(SocketAddressIn.Port, struct sockaddr_in, sin_port);
    FIELD(SocketAddressIn.Address, struct sockaddr_in, sin_addr);
    FIELD(SocketAddressIn.Zero, struct sockaddr_in, sin_zero);

    TYPE(SocketAddressIn6, struct sockaddr_in6);
    NUMBER(SocketAddressIn6.Size, sizeof(struct sockaddr_in6));
    NUMBER(SocketAddressIn6.AddressSize, sizeof(struct in6_addr));
    FIELD(SocketAddressIn6.Length, struct sockaddr_in6, sin6_len);
    FIELD(SocketAddressIn6.Family, struct sockaddr_in6, sin6_family);
    FIELD(SocketAddressIn6.Port, struct sockaddr_in6, sin6_port);
    FIELD(SocketAddressIn6.FlowInfo, struct sockaddr_in6, sin6_flowinfo);
    FIELD(SocketAddressIn6.Address, struct sockaddr_in6, sin6_addr);
    FIELD(SocketAddressIn6.ScopeId, struct sockaddr_in6, sin6_scope_id);

    TYPE(LinkSocketAddress, struct sockaddr_dl);
    NUMBER(LinkSocketAddress.Size, sizeof(struct sockaddr_dl));
    FIELD(LinkSocketAddress.Length, struct sockaddr_dl, sdl_len);
    FIELD(LinkSocketAddress.Family, struct sockaddr_dl, sdl_family);
    FIELD(LinkSocketAddress.Index, struct sockaddr_dl, sdl_index);
    FIELD(LinkSocketAddress.Type, struct sockaddr_dl, sdl_type);
    FIELD(LinkSocketAddress.NameLength, struct sockaddr_dl, sdl_nlen);
    FIELD(LinkSocketAddress.AddressLength, struct sockaddr_dl, sdl_alen);
    FIELD(LinkSocketAddress.SelectorLength, struct sockaddr_dl, sdl_slen);
    FIELD(LinkSocketAddress.Data, struct sockaddr_dl, sdl_data);

    NUMBER(InterfaceNameField, sizeof(((struct ifreq *)0)->ifr_name));
    FIELD(InterfaceNameField._bytes, struct ifreq, ifr_name);

    TYPE(InterfaceRequest, struct ifreq);
    FIELD(InterfaceRequest.Name, struct ifreq, ifr_name);
    FIELD(InterfaceRequest.Flags, struct ifreq, ifr_flags);
    FIELD(InterfaceRequest.Mtu, struct ifreq, ifr_mtu);
    FIELD(InterfaceRequest.Address, struct ifreq, ifr_addr);

    TYPE(InterfaceRequest6, struct in6_ifreq);
    FIELD(InterfaceRequest6.Name, struct in6_ifreq, ifr_name);
    FIELD(InterfaceRequest6.Address, struct in6_ifreq, ifr_ifru.ifru_addr);
    FIELD(InterfaceRequest6.Flags, struct in6_ifreq, ifr_ifru.ifru_flags6);

    TYPE(InterfaceAliasRequest, struct ifaliasreq);
    FIELD(InterfaceAliasRequest.Name, struct ifaliasreq, ifra_name);
    FIELD(InterfaceAliasRequest.Address, struct ifaliasreq, ifra_addr);
    FIELD(InterfaceAliasRequest.Destination, struct ifaliasreq, ifra_broadaddr);
    FIELD(InterfaceAliasRequest.Mask, struct ifaliasreq, ifra_mask);

    TYPE(InterfaceAliasRequest6, struct in6_aliasreq);
    FIELD(InterfaceAliasRequest6.Name, struct in6_aliasreq, ifra_name);
    FIELD(InterfaceAliasRequest6.Address, struct in6_aliasreq, ifra_addr);
    FIELD(InterfaceAliasRequest6.Destination, struct in6_aliasreq, ifra_dstaddr);
    FIELD(InterfaceAliasRequest6.Mask, struct in6_aliasreq, ifra_prefixmask);
    FIELD(InterfaceAliasRequest6.Flags, struct in6_aliasreq, ifra_flags);
    FIELD(InterfaceAliasRequest6.Expire, struct in6_aliasreq, ifra_lifetime.ia6t_expire);
    FIELD(InterfaceAliasRequest6.Preferred, struct in6_aliasreq, ifra_lifetime.ia6t_preferred);
    FIELD(InterfaceAliasRequest6.ValidLifetime, struct in6_aliasreq, ifra_lifetime.ia6t_vltime);
    FIELD(InterfaceAliasRequest6.PreferredLifetime, struct in6_aliasreq, ifra_lifetime.ia6t_pltime);

    NUMBER(RouteMessagePrelude, offsetof(struct rt_msghdr, rtm_type) + 1);
    FIELD(RouteMessagePrelude.Length, struct rt_msghdr, rtm_msglen);
    FIELD(RouteMessagePrelude.Version, struct rt_msghdr, rtm_version);
    FIELD(RouteMessagePrelude.Type, struct rt_msghdr, rtm_type);

    TYPE(RouteMessageHeader, struct rt_msghdr);
    NUMBER(RouteMessageHeader.Size, sizeof(struct rt_msghdr));
    FIELD(RouteMessageHeader.Length, struct rt_msghdr, rtm_msglen);
    FIELD(RouteMessageHeader.Version, struct rt_msghdr, rtm_version);
    FIELD(RouteMessageHeader.Type, struct rt_msghdr, rtm_type);
    FIELD(RouteMessageHeader.Index, struct rt_msghdr, rtm_index);
    FIELD(RouteMessageHeader.Flags, struct rt_msghdr, rtm_flags);
    FIELD(RouteMessageHeader.Addresses, struct rt_msghdr, rtm_addrs);
    FIELD(RouteMessageHeader.ProcessId, struct rt_msghdr, rtm_pid);
    FIELD(RouteMessageHeader.Sequence, struct rt_msghdr, rtm_seq);
    FIELD(RouteMessageHeader.Error, struct rt_msghdr, rtm_errno);
    FIELD(RouteMessageHeader.Use, struct rt_msghdr, rtm_use);
    FIELD(RouteMessageHeader.Initializes, struct rt_msghdr, rtm_inits);
    FIELD(RouteMessageHeader.Metrics, struct rt_msghdr, rtm_rmx);

    TYPE(RouteMetrics, struct rt_metrics);
    FIELD(RouteMetrics.Locks, struct rt_metrics, rmx_locks);
    FIELD(RouteMetrics.Mtu, struct rt_metrics, rmx_mtu);
    FIELD(RouteMetrics.HopCount, struct rt_metrics, rmx_hopcount);
    FIELD(RouteMetrics.Expire, struct rt_metrics, rmx_expire);
    FIELD(RouteMetrics.ReceivePipe, struct rt_metrics, rmx_recvpipe);
    FIELD(RouteMetrics.SendPipe, struct rt_metrics, rmx_sendpipe);
    FIELD(RouteMetrics.SlowStartThreshold, struct rt_metrics, rmx_ssthresh);
    FIELD(RouteMetrics.RoundTripTime, struct rt_metrics, rmx_rtt);
    FIELD(RouteMetrics.RoundTripVariance, struct rt_metrics, rmx_rttvar);
    FIELD(RouteMetrics.SentPackets, struct rt_metrics, rmx_pksent);
    FIELD(RouteMetrics.Filler, struct rt_metrics, rmx_filler);

    TYPE(InterfaceMessageHeader, struct if_msghdr);
    FIELD(InterfaceMessageHeader.Length, struct if_msghdr, ifm_msglen);
    FIELD(InterfaceMessageHeader.Version, struct if_msghdr, ifm_version);
    FIELD(InterfaceMessageHeader.Type, struct if_msghdr, ifm_type);
    FIELD(InterfaceMessageHeader.Addresses, struct if_msghdr, ifm_addrs);
    FIELD(InterfaceMessageHeader.Flags, struct if_msghdr, ifm_flags);
    FIELD(InterfaceMessageHeader.Index, struct if_msghdr, ifm_index);
    FIELD(InterfaceMessageHeader.Data, struct if_msghdr, ifm_data);

    TYPE(InterfaceMessageHeader2, struct if_msghdr2);
    FIELD(InterfaceMessageHeader2.Length, struct if_msghdr2, ifm_msglen);
    FIELD(InterfaceMessageHeader2.Version, struct if_msghdr2, ifm_version);
    FIELD(InterfaceMessageHeader2.Type, struct if_msghdr2, ifm_type);
    FIELD(InterfaceMessageHeader2.Addresses, struct if_msghdr2, ifm_addrs);
    FIELD(InterfaceMessageHeader2.Flags, struct if_msghdr2, ifm_flags);
    FIELD(InterfaceMessageHeader2.Index, struct if_msghdr2, ifm_index);
    FIELD(InterfaceMessageHeader2.SendQueueLength, struct if_msghdr2, ifm_snd_len);
    FIELD(InterfaceMessageHeader2.SendQueueLimit, struct if_msghdr2, ifm_snd_maxlen);
    FIELD(InterfaceMessageHeader2.SendQueueDrops, struct if_msghdr2, ifm_snd_drops);
    FIELD(InterfaceMessageHeader2.Timer, struct if_msghdr2, ifm_timer);
    FIELD(InterfaceMessageHeader2.Data, struct if_msghdr2, ifm_data);

    TYPE(InterfaceAddressMessageHeader, struct ifa_msghdr);
    FIELD(InterfaceAddressMessageHeader.Length, struct ifa_msghdr, ifam_msglen);
    FIELD(InterfaceAddressMessageHeader.Version, struct ifa_msghdr, ifam_version);
    FIELD(InterfaceAddressMessageHeader.Type, struct ifa_msghdr, ifam_type);
    FIELD(InterfaceAddressMessageHeader.Addresses, struct ifa_msghdr, ifam_addrs);
    FIELD(InterfaceAddressMessageHeader.Flags, struct ifa_msghdr, ifam_flags);
    FIELD(InterfaceAddressMessageHeader.Index, struct ifa_msghdr, ifam_index);
    FIELD(InterfaceAddressMessageHeader.Metric, struct ifa_msghdr, ifam_metric);

#define DATA(managed, type) \
    TYPE(managed, type); \
    FIELD(managed.Type, type, ifi_type); \
    FIELD(managed.TypeLength, type, ifi_typelen); \
    FIELD(managed.Physical, type, ifi_physical); \
    FIELD(managed.AddressLength, type, ifi_addrlen); \
    FIELD(managed.HeaderLength, type, ifi_hdrlen); \
    FIELD(managed.ReceiveQuota, type, ifi_recvquota); \
    FIELD(managed.TransmitQuota, type, ifi_xmitquota); \
    FIELD(managed.Unused, type, ifi_unused1); \
    FIELD(managed.Mtu, type, ifi_mtu); \
    FIELD(managed.Metric, type, ifi_metric); \
    FIELD(managed.BitRate, type, ifi_baudrate); \
    FIELD(managed.InputPackets, type, ifi_ipackets); \
    FIELD(managed.InputErrors, type, ifi_ierrors); \
    FIELD(managed.OutputPackets, type, ifi_opackets); \
    FIELD(managed.OutputErrors, type, ifi_oerrors); \
    FIELD(managed.Collisions, type, ifi_collisions); \
    FIELD(managed.InputBytes, type, ifi_ibytes); \
    FIELD(managed.OutputBytes, type, ifi_obytes); \
    FIELD(managed.InputMulticasts, type, ifi_imcasts); \
    FIELD(managed.OutputMulticasts, type, ifi_omcasts); \
    FIELD(managed.InputDrops, type, ifi_iqdrops); \
    FIELD(managed.UnknownProtocols, type, ifi_noproto); \
    FIELD(managed.ReceiveTime, type, ifi_recvtiming); \
    FIELD(managed.TransmitTime, type, ifi_xmittiming); \
    FIELD(managed.ChangedSeconds, type, ifi_lastchange.tv_sec); \
    FIELD(managed.ChangedMicroseconds, type, ifi_lastchange.tv_usec)
    DATA(InterfaceData, struct if_data);
    FIELD(InterfaceData.Unused2, struct if_data, ifi_unused2);
    FIELD(InterfaceData.HardwareAssist, struct if_data, ifi_hwassist);
    FIELD(InterfaceData.Reserved1, struct if_data, ifi_reserved1);
    FIELD(InterfaceData.Reserved2, struct if_data, ifi_reserved2);
    DATA(InterfaceData64, struct if_data64);

    TYPE(FileStatus, struct stat);
    FIELD(FileStatus.Mode, struct stat, st_mode);
}

static void print_constants(void)
{
    NAME(XnuSockets, AF_UNSPEC);
    NAME(XnuSockets, AF_INET);
    NAME(XnuSockets, AF_ROUTE);
    NAME(XnuSockets, AF_LINK);
    NAME(XnuSockets, AF_INET6);
    NAME(XnuSockets, AF_SYSTEM);
    NAME(XnuSockets, SOCK_DGRAM);
    NAME(XnuSockets, SOCK_RAW);
    NAME(XnuSockets, SOL_SOCKET);
    NAME(XnuSockets, SO_SNDBUF);
    NAME(XnuSockets, SO_RCVBUF);
    NAME(XnuSockets, IPPROTO_IPV6);
    NAME(XnuSockets, IPV6_V6ONLY);
    NAME(XnuSockets, MSG_DONTWAIT);
    NAME(XnuSockets, SYSPROTO_CONTROL);
    NAME(XnuSockets, AF_SYS_CONTROL);
    NAME(XnuSockets, MAX_KCTL_NAME);

    printf("UtunConstants.UTUN_CONTROL_NAME=%s\n", UTUN_CONTROL_NAME);
    NAME(UtunConstants, UTUN_OPT_IFNAME);
    NAME(UtunConstants, UTUN_OPT_MAX_PENDING_PACKETS);

    NAME(InterfaceConstants, IFNAMSIZ);
    NAME(InterfaceConstants, IF_MINMTU);
    NAME(InterfaceConstants, IF_MAXMTU);
    NAME(InterfaceConstants, IFF_UP);
    NAME(InterfaceConstants, IFF_BROADCAST);
    NAME(InterfaceConstants, IFF_LOOPBACK);
    NAME(InterfaceConstants, IFF_POINTOPOINT);
    NAME(InterfaceConstants, IFF_RUNNING);
    NAME(InterfaceConstants, IFF_NOARP);
    NAME(InterfaceConstants, IFF_MULTICAST);
    NAME(InterfaceConstants, IN6_IFF_TENTATIVE);
    NAME(InterfaceConstants, IN6_IFF_DUPLICATED);
    NAME(InterfaceConstants, IN6_IFF_NODAD);
    NAME(InterfaceConstants, ND6_INFINITE_LIFETIME);

    NAME(RouteConstants, RTM_VERSION);
    NAME(RouteConstants, RTM_ADD);
    NAME(RouteConstants, RTM_DELETE);
    NAME(RouteConstants, RTM_CHANGE);
    NAME(RouteConstants, RTM_GET);
    NAME(RouteConstants, RTM_NEWADDR);
    NAME(RouteConstants, RTM_DELADDR);
    NAME(RouteConstants, RTM_IFINFO);
    NAME(RouteConstants, RTM_IFINFO2);
    NAME(RouteConstants, RTA_DST);
    NAME(RouteConstants, RTA_GATEWAY);
    NAME(RouteConstants, RTA_NETMASK);
    NAME(RouteConstants, RTA_GENMASK);
    NAME(RouteConstants, RTA_IFP);
    NAME(RouteConstants, RTA_IFA);
    NAME(RouteConstants, RTA_AUTHOR);
    NAME(RouteConstants, RTA_BRD);
    NAME(RouteConstants, RTF_UP);
    NAME(RouteConstants, RTF_GATEWAY);
    NAME(RouteConstants, RTF_HOST);
    NAME(RouteConstants, RTF_REJECT);
    NAME(RouteConstants, RTF_CLONING);
    NAME(RouteConstants, RTF_LLINFO);
    NAME(RouteConstants, RTF_STATIC);
    NAME(RouteConstants, RTF_BLACKHOLE);
    NAME(RouteConstants, RTF_WASCLONED);
    NAME(RouteConstants, RTF_LOCAL);
    NAME(RouteConstants, RTF_BROADCAST);
    NAME(RouteConstants, RTF_MULTICAST);
    NAME(RouteConstants, RTF_IFSCOPE);
    NAME(RouteConstants, CTL_NET);
    NAME(RouteConstants, NET_RT_DUMP);
    NAME(RouteConstants, NET_RT_IFLIST);
    NAME(RouteConstants, NET_RT_IFLIST2);

    NAME(XnuRequests, FIOCLEX);
    NAME(XnuRequests, FIONBIO);
    NAME(XnuRequests, CTLIOCGINFO);
    NAME(XnuRequests, SIOCSIFFLAGS);
    NAME(XnuRequests, SIOCGIFFLAGS);
    NAME(XnuRequests, SIOCGIFMTU);
    NAME(XnuRequests, SIOCSIFMTU);
    NAME(XnuRequests, SIOCAIFADDR);
    NAME(XnuRequests, SIOCDIFADDR);
    NAME(XnuRequests, SIOCGIFADDR);
    NAME(XnuRequests, SIOCGIFDSTADDR);
    NAME(XnuRequests, SIOCGIFNETMASK);
    NAME(XnuRequests, SIOCAIFADDR_IN6);
    NAME(XnuRequests, SIOCDIFADDR_IN6);
    NAME(XnuRequests, SIOCGIFAFLAG_IN6);

    NAME(XnuFiles, O_RDONLY);
    NAME(XnuFiles, O_WRONLY);
    NAME(XnuFiles, O_RDWR);
    NAME(XnuFiles, O_NONBLOCK);
    NAME(XnuFiles, O_CLOEXEC);
    NAME(XnuFiles, S_IFMT);
    NAME(XnuFiles, S_IFIFO);
    NAME(XnuFiles, S_IFCHR);
    NAME(XnuFiles, S_IFREG);
    NAME(XnuFiles, S_IFSOCK);

    NAME(XnuErrno, EPERM);
    NAME(XnuErrno, ENOENT);
    NAME(XnuErrno, ESRCH);
    NAME(XnuErrno, EINTR);
    NAME(XnuErrno, EIO);
    NAME(XnuErrno, ENXIO);
    NAME(XnuErrno, E2BIG);
    NAME(XnuErrno, EBADF);
    NAME(XnuErrno, EDEADLK);
    NAME(XnuErrno, ENOMEM);
    NAME(XnuErrno, EACCES);
    NAME(XnuErrno, EFAULT);
    NAME(XnuErrno, EBUSY);
    NAME(XnuErrno, EEXIST);
    NAME(XnuErrno, ENODEV);
    NAME(XnuErrno, ENOTDIR);
    NAME(XnuErrno, EISDIR);
    NAME(XnuErrno, EINVAL);
    NAME(XnuErrno, ENFILE);
    NAME(XnuErrno, EMFILE);
    NAME(XnuErrno, ENOTTY);
    NAME(XnuErrno, ENOSPC);
    NAME(XnuErrno, EPIPE);
    NAME(XnuErrno, ERANGE);
    NAME(XnuErrno, EAGAIN);
    NAME(XnuErrno, EINPROGRESS);
    NAME(XnuErrno, EALREADY);
    NAME(XnuErrno, ENOTSOCK);
    NAME(XnuErrno, EDESTADDRREQ);
    NAME(XnuErrno, EMSGSIZE);
    NAME(XnuErrno, EPROTOTYPE);
    NAME(XnuErrno, ENOPROTOOPT);
    NAME(XnuErrno, EPROTONOSUPPORT);
    NAME(XnuErrno, ENOTSUP);
    NAME(XnuErrno, EAFNOSUPPORT);
    NAME(XnuErrno, EADDRINUSE);
    NAME(XnuErrno, EADDRNOTAVAIL);
    NAME(XnuErrno, ENETDOWN);
    NAME(XnuErrno, ENETUNREACH);
    NAME(XnuErrno, ECONNABORTED);
    NAME(XnuErrno, ECONNRESET);
    NAME(XnuErrno, ENOBUFS);
    NAME(XnuErrno, EISCONN);
    NAME(XnuErrno, ENOTCONN);
    NAME(XnuErrno, ESHUTDOWN);
    NAME(XnuErrno, ETIMEDOUT);
    NAME(XnuErrno, ECONNREFUSED);
    NAME(XnuErrno, ELOOP);
    NAME(XnuErrno, ENAMETOOLONG);
    NAME(XnuErrno, EHOSTDOWN);
    NAME(XnuErrno, EHOSTUNREACH);
    NAME(XnuErrno, ENOSYS);
    NAME(XnuErrno, ECANCELED);
    NAME(XnuErrno, EBADMSG);
    NAME(XnuErrno, EOPNOTSUPP);
}

static void print_image(const char *name, const void *image, size_t size)
{
    printf("Image.%s=", name);
    for (size_t i = 0; i < size; i++) {
        printf("%02X", ((const unsigned char *)image)[i]);
    }
    printf("\n");
}

static struct sockaddr_in in(const char *address)
{
    struct sockaddr_in in;
    memset(&in, 0, sizeof in);
    in.sin_len = sizeof in;
    in.sin_family = AF_INET;
    memcpy(&in.sin_addr, address, 4);
    return in;
}

static struct sockaddr_in6 in6(const char *address, unsigned int scope)
{
    struct sockaddr_in6 in6;
    memset(&in6, 0, sizeof in6);
    in6.sin6_len = sizeof in6;
    in6.sin6_family = AF_INET6;
    memcpy(&in6.sin6_addr, address, 16);
    in6.sin6_scope_id = scope;
    return in6;
}

/* Appends to a message what is at some address, and tells where the message ends now. */
static size_t append(unsigned char *message, size_t end, const void *what, size_t size)
{
    memcpy(message + end, what, size);
    return end + size;
}

static void print_images(void)
{
    struct ctl_info info;
    memset(&info, 0, sizeof info);
    strcpy(info.ctl_name, UTUN_CONTROL_NAME);
    print_image("Control", &info, sizeof info);

    struct sockaddr_ctl ctl;
    memset(&ctl, 0, sizeof ctl);
    ctl.sc_len = sizeof ctl;
    ctl.sc_family = AF_SYSTEM;
    ctl.ss_sysaddr = AF_SYS_CONTROL;
    ctl.sc_id = 5;
    ctl.sc_unit = 8;
    print_image("Utun7", &ctl, sizeof ctl);

    struct ifreq ifr;
    memset(&ifr, 0, sizeof ifr);
    strcpy(ifr.ifr_name, "utun7");
    ifr.ifr_mtu = 1400;
    print_image("Mtu1400", &ifr, sizeof ifr);
    ifr.ifr_mtu = 0;
    ifr.ifr_flags = (short)(IFF_UP | IFF_POINTOPOINT | IFF_RUNNING | IFF_MULTICAST);
    print_image("Up", &ifr, sizeof ifr);
    struct sockaddr_in own = in("\xC0\x00\x02\x01");
    memcpy(&ifr.ifr_addr, &own, sizeof own);
    print_image("DeleteAddress", &ifr, sizeof ifr);

    struct ifaliasreq alias;
    memset(&alias, 0, sizeof alias);
    strcpy(alias.ifra_name, "utun7");
    struct sockaddr_in peer = in("\xC0\x00\x02\x02"), mask = in("\xFF\xFF\xFF\x00");
    memcpy(&alias.ifra_addr, &own, sizeof own);
    memcpy(&alias.ifra_broadaddr, &peer, sizeof peer);
    memcpy(&alias.ifra_mask, &mask, sizeof mask);
    print_image("AddAddress", &alias, sizeof alias);

    const char *address6 = "\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\x01";
    struct in6_aliasreq alias6;
    memset(&alias6, 0, sizeof alias6);
    strcpy(alias6.ifra_name, "utun7");
    alias6.ifra_addr = in6(address6, 0);
    alias6.ifra_prefixmask = in6("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0", 0);
    alias6.ifra_flags = IN6_IFF_NODAD;
    alias6.ifra_lifetime.ia6t_vltime = ND6_INFINITE_LIFETIME;
    alias6.ifra_lifetime.ia6t_pltime = ND6_INFINITE_LIFETIME;
    print_image("AddAddress6", &alias6, sizeof alias6);

    struct in6_ifreq ifr6;
    memset(&ifr6, 0, sizeof ifr6);
    strcpy(ifr6.ifr_name, "utun7");
    ifr6.ifr_ifru.ifru_addr = in6(address6, 0);
    print_image("DeleteAddress6", &ifr6, sizeof ifr6);

    struct sockaddr_in6 local = in6("\xFE\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\x01", 9);
    print_image("LinkLocal", &local, sizeof local);

    struct rt_msghdr header;
    memset(&header, 0, sizeof header);
    header.rtm_msglen = sizeof header + 2 * sizeof(struct sockaddr_in) + sizeof(struct sockaddr_dl);
    header.rtm_version = RTM_VERSION;
    header.rtm_type = RTM_ADD;
    header.rtm_flags = RTF_UP | RTF_STATIC;
    header.rtm_addrs = RTA_DST | RTA_GATEWAY | RTA_NETMASK;
    header.rtm_pid = 1234;
    header.rtm_seq = 7;
    struct sockaddr_dl dl;
    memset(&dl, 0, sizeof dl);
    dl.sdl_len = sizeof dl;
    dl.sdl_family = AF_LINK;
    dl.sdl_index = 9;
    struct sockaddr_in net = in("\xC6\x33\x64\x00");
    unsigned char message[256];
    size_t end = append(message, 0, &header, sizeof header);
    end = append(message, end, &net, sizeof net);
    end = append(message, end, &dl, sizeof dl);
    end = append(message, end, &mask, sizeof mask);
    print_image("AddRoute", message, end);

    header.rtm_msglen = sizeof header + 3 * sizeof(struct sockaddr_in6);
    header.rtm_type = RTM_DELETE;
    header.rtm_flags = RTF_UP | RTF_GATEWAY | RTF_STATIC;
    header.rtm_seq = 8;
    struct sockaddr_in6 net6 = in6("\x20\x01\x0D\xB8\0\x01\0\0\0\0\0\0\0\0\0", 0);
    struct sockaddr_in6 gateway6 = in6("\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\x02", 0);
    struct sockaddr_in6 mask6 = in6("\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\0\0", 0);
    end = append(message, 0, &header, sizeof header);
    end = append(message, end, &net6, sizeof net6);
    end = append(message, end, &gateway6, sizeof gateway6);
    end = append(message, end, &mask6, sizeof mask6);
    print_image("DeleteRoute6", message, end);
}

int main(void)
{
    print_types();
    print_constants();
    print_images();
    return 0;
}
