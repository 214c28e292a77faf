using System.Runtime.InteropServices;
using TunPS.Native;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>Hears when an interface of a network namespace changes. What has changed has to be asked for.</summary>
internal sealed class LinkWatch : IDisposable
{
    private readonly RtnetlinkSocket _socket;

    private LinkWatch(RtnetlinkSocket socket) => _socket = socket;

    /// <summary>Readable after a change; also in error, when there were more than the socket holds.</summary>
    internal DescriptorHandle Handle => _socket.Handle;

    /// <summary>Begins to listen, in the namespace of <paramref name="network"/>.</summary>
    /// <exception cref="TunException">The namespace cannot be entered, or there is no descriptor left.</exception>
    internal static unsafe LinkWatch Open(RtnetlinkSocket network, string operation)
    {
        RtnetlinkSocket socket = LinuxNamespace.OpenSibling(network, operation);
        NetlinkSocketAddress address = new() { Family = Libc.AF_NETLINK, Groups = RtnetlinkConstants.RTMGRP_LINK };
        if (Libc.Bind(socket.Handle, &address, (uint)sizeof(NetlinkSocketAddress)) == 0)
        {
            return new LinkWatch(socket);
        }

        int errno = Marshal.GetLastPInvokeError();
        socket.Dispose();
        throw new TunException(operation, LinuxErrors.Any(errno));
    }

    /// <summary>Forgets the changes that were told so far.</summary>
    internal unsafe void Drain()
    {
        byte* nothing = stackalloc byte[1];
        while (Libc.Receive(Handle, nothing, 1, Libc.MSG_DONTWAIT) >= 0
            || Marshal.GetLastPInvokeError() is Errno.EINTR or Errno.ENOBUFS)
        {
        }
    }

    public void Dispose() => _socket.Dispose();
}
