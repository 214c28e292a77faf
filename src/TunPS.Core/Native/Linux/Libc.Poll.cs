using System.Runtime.InteropServices;

namespace TunPS.Native.Linux;

internal static partial class Libc
{
    internal const short POLLIN = 0x01;
    internal const short POLLPRI = 0x02;
    internal const short POLLOUT = 0x04;
    internal const short POLLERR = 0x08;
    internal const short POLLHUP = 0x10;
    internal const short POLLNVAL = 0x20;

    // EINTR is not retried here: the caller owns the deadline. A null time is for ever, a null mask leaves the signals.
    [LibraryImport(Libraries.Libc, EntryPoint = "ppoll", SetLastError = true)]
    internal static unsafe partial int PPoll(PollFd* descriptors, nuint count, TimeSpec* timeout, void* signalMask);
}
