using System.Runtime.InteropServices;

namespace TunPS.Native.Linux;

internal static partial class Libc
{
    // EINTR is not retried here: the caller owns the deadline. A null time is for ever, a null mask leaves the signals.
    [LibraryImport(Libraries.Libc, EntryPoint = "ppoll", SetLastError = true)]
    internal static unsafe partial int PPoll(PollFd* descriptors, nuint count, TimeSpec* timeout, void* signalMask);
}
