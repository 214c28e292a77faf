using System.Runtime.InteropServices;

namespace TunPS.Native;

internal static partial class Posix
{
    // For a descriptor that the caller holds, as Read and Write.
    [LibraryImport(Libraries.Libc, EntryPoint = "writev")]
    internal static unsafe partial nint WriteV(int descriptor, IoVector* vectors, int count);
}
