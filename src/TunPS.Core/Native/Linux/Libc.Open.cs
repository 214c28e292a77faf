using System.Runtime.InteropServices;

namespace TunPS.Native.Linux;

internal static partial class Libc
{
    internal const int O_RDONLY = 0;
    internal const int O_WRONLY = 1;
    internal const int O_RDWR = 2;
    internal const int O_NONBLOCK = 0x800;
    internal const int O_CLOEXEC = 0x80000;

    // The result is an int and not a handle: a handle is marshalled as a pointer, and -1 would come out as 4294967295.
    // open is variadic in C; without O_CREAT there is no variadic argument, so the plain binding is right.
    [LibraryImport(Libraries.Libc, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);
}
