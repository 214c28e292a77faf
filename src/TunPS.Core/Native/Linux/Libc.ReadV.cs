using System.Runtime.InteropServices;

namespace TunPS.Native.Linux;

internal static partial class Libc
{
    /// <summary>The most pieces that readv and writev take in one call (limits.h).</summary>
    internal const int IOV_MAX = 1024;

    [LibraryImport(Libraries.Libc, EntryPoint = "readv", SetLastError = true)]
    internal static unsafe partial nint ReadV(DescriptorHandle descriptor, IoVector* vectors, int count);
}
