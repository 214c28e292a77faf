namespace TunPS.Native.MacOS;

/// <summary>Sockets as xnu numbers them (sys/socket.h, sys/sys_domain.h, sys/kern_control.h).</summary>
internal static class XnuSockets
{
    internal const int AF_UNSPEC = 0;
    internal const int AF_INET = 2;
    internal const int AF_ROUTE = 17;
    internal const int AF_LINK = 18;
    internal const int AF_INET6 = 30;
    internal const int AF_SYSTEM = 32;

    internal const int SOCK_DGRAM = 2;
    internal const int SOCK_RAW = 3;

    internal const int SOL_SOCKET = 0xFFFF;
    internal const int SO_SNDBUF = 0x1001;
    internal const int SO_RCVBUF = 0x1002;

    internal const int IPPROTO_IPV6 = 41;
    internal const int IPV6_V6ONLY = 27;

    /// <summary>This message only: do not wait.</summary>
    internal const int MSG_DONTWAIT = 0x80;

    /// <summary>The protocol of sockets that talk to kernel controls, and the level of their options.</summary>
    internal const int SYSPROTO_CONTROL = 2;
    internal const int AF_SYS_CONTROL = 2;

    /// <summary>The longest name of a kernel control, the NUL included.</summary>
    internal const int MAX_KCTL_NAME = 96;
}
