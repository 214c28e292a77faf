using System.Runtime.InteropServices;

namespace TunPS.Native.Linux;

internal static partial class Libc
{
    [LibraryImport(Libraries.Libc, EntryPoint = "recvfrom", SetLastError = true)]
    internal static unsafe partial nint RecvFrom(
        DescriptorHandle socket, byte* buffer, nuint count, int flags, InternetSocketAddress* address, uint* size);
}
