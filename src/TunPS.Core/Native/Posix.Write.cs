using System.Runtime.InteropServices;

namespace TunPS.Native;

internal static partial class Posix
{
    [LibraryImport(Libraries.Libc, EntryPoint = "write", SetLastError = true)]
    internal static unsafe partial nint Write(DescriptorHandle descriptor, byte* buffer, nuint count);

    // For a descriptor that the caller holds: without the work for a failure that seldom comes. After one
    // Marshal.GetLastSystemError tells the errno, if it is asked at once.
    [LibraryImport(Libraries.Libc, EntryPoint = "write")]
    internal static unsafe partial nint Write(int descriptor, byte* buffer, nuint count);
}
