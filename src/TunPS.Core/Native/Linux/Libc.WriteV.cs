using System.Runtime.InteropServices;

namespace TunPS.Native.Linux;

internal static partial class Libc
{
    [LibraryImport(Libraries.Libc, EntryPoint = "writev", SetLastError = true)]
    internal static unsafe partial nint WriteV(DescriptorHandle descriptor, IoVector* vectors, int count);
}
