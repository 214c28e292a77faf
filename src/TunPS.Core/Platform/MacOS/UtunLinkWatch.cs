using TunPS.Native;
using TunPS.Native.MacOS;

namespace TunPS.Platform.MacOS;

/// <summary>Hears when anything of the network changes, by a route socket.</summary>
internal sealed class UtunLinkWatch : LinkWatch
{
    private readonly XnuKernel _kernel;

    private UtunLinkWatch(XnuKernel kernel, DescriptorHandle handle)
    {
        _kernel = kernel;
        Handle = handle;
    }

    internal override DescriptorHandle Handle { get; }

    /// <summary>Begins to listen.</summary>
    /// <exception cref="TunException">There is no descriptor left.</exception>
    internal static UtunLinkWatch Open(XnuKernel kernel, string operation)
    {
        DescriptorHandle? socket = kernel.OpenSocket(
            XnuSockets.AF_ROUTE, XnuSockets.SOCK_RAW, XnuSockets.AF_UNSPEC, out int errno);
        errno = socket is null ? errno : -kernel.SetNonBlocking(socket);
        if (errno == 0)
        {
            return new UtunLinkWatch(kernel, socket!);
        }

        socket?.Dispose();
        throw new TunException(operation, UtunErrors.Any(errno));
    }

    internal override unsafe void Drain()
    {
        byte* nothing = stackalloc byte[1];
        int result;
        do
        {
            result = XnuKernel.Result(_kernel.Calls.Read((int)Handle.DangerousGetHandle(), nothing, 1));
        }
        while (result > 0 || result is -Errno.EINTR or -Errno.ENOBUFS);
    }
}
