using TunPS.Native.MacOS;

namespace TunPS.Testing;

/// <summary>The numbers of sockets on the system that the tests run on, whatever backend they test.</summary>
internal static class HostSockets
{
    private static readonly bool s_isMac = OperatingSystem.IsMacOS();

    /// <summary>SOCK_CLOEXEC, which macOS does not have.</summary>
    internal static int CloseOnExec => s_isMac ? 0 : 0x80000;

    /// <summary>MSG_DONTWAIT.</summary>
    internal static int DoNotWait => s_isMac ? XnuSockets.MSG_DONTWAIT : 0x40;

    /// <summary>SOL_SOCKET.</summary>
    internal static int SocketLevel => s_isMac ? XnuSockets.SOL_SOCKET : 1;

    /// <summary>SO_SNDBUF.</summary>
    internal static int SendBuffer => s_isMac ? XnuSockets.SO_SNDBUF : 7;

    /// <summary>SO_RCVBUF.</summary>
    internal static int ReceiveBuffer => s_isMac ? XnuSockets.SO_RCVBUF : 8;

    /// <summary>Whether that errno says that there is no room: EAGAIN, on a Mac also ENOBUFS.</summary>
    internal static bool IsFull(int errno)
        => s_isMac ? errno is XnuErrno.EAGAIN or XnuErrno.ENOBUFS : errno == Native.Errno.EAGAIN;
}
