using System.Runtime.InteropServices;

namespace TunPS.Native.Linux;

// For loops that have borrowed a descriptor for all their calls. A SafeHandle in every call counts its users with
// interlocked operations, for which the two threads of a connection would take the same memory from each other.
// Without SetLastError a call that succeeds does not touch errno; of one that failed it is in
// Marshal.GetLastSystemError, which the runtime keeps over a garbage collection.
internal static partial class Libc
{
    [LibraryImport(Libraries.Libc, EntryPoint = "read")]
    internal static unsafe partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport(Libraries.Libc, EntryPoint = "write")]
    internal static unsafe partial nint Write(int descriptor, byte* buffer, nuint count);
}
