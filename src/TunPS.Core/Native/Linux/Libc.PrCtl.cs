using System.Runtime.InteropServices;

namespace TunPS.Native.Linux;

internal static partial class Libc
{
    /// <summary>How late the calling thread may be woken, in nanoseconds (prctl(2)).</summary>
    internal const int PR_SET_TIMERSLACK = 29;

    // Variadic in C, and so called the same way for longs on the systems there are.
    [LibraryImport(Libraries.Libc, EntryPoint = "prctl", SetLastError = true)]
    internal static partial int PrCtl(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
