using System.Runtime.InteropServices;

namespace TunPS.Native;

internal static partial class Posix
{
    /// <summary>The most pieces that readv and writev take in one call (limits.h).</summary>
    internal const int IOV_MAX = 1024;

    // For a descriptor that the caller holds, as Read and Write.
    [LibraryImport(Libraries.Libc, EntryPoint = "readv")]
    internal static unsafe partial nint ReadV(int descriptor, IoVector* vectors, int count);
}
