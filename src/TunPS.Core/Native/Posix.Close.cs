using System.Runtime.InteropServices;

namespace TunPS.Native;

internal static partial class Posix
{
    [LibraryImport(Libraries.Libc, EntryPoint = "close")]
    internal static partial int Close(int descriptor);
}
