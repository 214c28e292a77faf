using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TunPS.Native;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>Hears when any interface of a network namespace changes.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxLinkWatch : LinkWatch
{
    private readonly RtnetlinkSocket _socket;

    private LinuxLinkWatch(RtnetlinkSocket socket) => _socket = socket;

    internal override DescriptorHandle Handle => _socket.Handle;

    /// <summary>Begins to listen, in the namespace of a socket, or in that of the calling thread.</summary>
    /// <exception cref="TunException">The namespace cannot be entered, or there is no descriptor left.</exception>
    internal static unsafe LinuxLinkWatch Open(RtnetlinkSocket? network, string operation)
    {
        RtnetlinkSocket socket = network is null
            ? RtnetlinkSocket.Open(operation)
            : LinuxNamespace.OpenSibling(network, operation);
        NetlinkSocketAddress address = new() { Family = Libc.AF_NETLINK, Groups = RtnetlinkConstants.RTMGRP_LINK };
        if (Libc.Bind(socket.Handle, &address, (uint)sizeof(NetlinkSocketAddress)) == 0)
        {
            return new LinuxLinkWatch(socket);
        }

        int errno = Marshal.GetLastPInvokeError();
        socket.Dispose();
        throw new TunException(operation, LinuxErrors.Any(errno));
    }

    internal override unsafe void Drain()
    {
        byte* nothing = stackalloc byte[1];
        while (Libc.Receive(Handle, nothing, 1, Libc.MSG_DONTWAIT) >= 0
            || Marshal.GetLastPInvokeError() is Errno.EINTR or Errno.ENOBUFS)
        {
        }
    }
}
