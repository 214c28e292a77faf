using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

internal sealed unsafe partial class LibSystem
{
    public int Open(string path, int flags) => Result(CallOpen(path, flags));

    // open is variadic in C, int open(const char *, int, ...), but looks for a third argument only with O_CREAT. The
    // two named ones travel in registers on both processors.
    [LibraryImport(
        Libraries.Libc, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CallOpen(string path, int flags);
}
