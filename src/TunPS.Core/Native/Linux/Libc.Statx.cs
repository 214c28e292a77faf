using System.Runtime.InteropServices;

namespace TunPS.Native.Linux;

internal static partial class Libc
{
    internal const int AT_FDCWD = -100;
    internal const uint STATX_TYPE = 1;

    /// <summary>The size of struct statx, which is the same on all architectures, and where stx_mode lies in it.</summary>
    internal const int StatxSize = 256;
    internal const int StatxModeOffset = 28;

    [LibraryImport(Libraries.Libc, EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial int Statx(int folder, string path, int flags, uint mask, byte* status);
}
