using System.Runtime.InteropServices;

namespace TunPS.Native.Linux;

internal static partial class Libc
{
    internal const int SOCK_DGRAM = 2;
    internal const int SOCK_NONBLOCK = 0x800;
    internal const int SO_RCVBUF = 8;

    /// <summary>As SO_RCVBUF, beyond net.core.rmem_max; needs CAP_NET_ADMIN.</summary>
    internal const int SO_RCVBUFFORCE = 33;
    internal const int IPPROTO_IPV6 = 41;
    internal const int IPV6_V6ONLY = 26;

    [LibraryImport(Libraries.Libc, EntryPoint = "sendto", SetLastError = true)]
    internal static unsafe partial nint SendTo(
        DescriptorHandle socket, byte* buffer, nuint count, int flags, InternetSocketAddress* address, uint size);
}
