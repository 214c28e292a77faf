using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

// None of these is variadic in C, so that they are called the same way on both processors. read, write and their
// vectors are in Posix.
internal sealed unsafe partial class LibSystem
{
    [LibraryImport(Libraries.Libc, EntryPoint = "socket", SetLastError = true)]
    private static partial int CallSocket(int domain, int type, int protocol);

    [LibraryImport(Libraries.Libc, EntryPoint = "connect", SetLastError = true)]
    private static partial int CallConnect(int socket, void* address, uint size);

    [LibraryImport(Libraries.Libc, EntryPoint = "bind", SetLastError = true)]
    private static partial int CallBind(int socket, void* address, uint size);

    [LibraryImport(Libraries.Libc, EntryPoint = "getsockname", SetLastError = true)]
    private static partial int CallGetSockName(int socket, void* address, uint* size);

    [LibraryImport(Libraries.Libc, EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int CallGetSockOpt(int socket, int level, int name, void* value, uint* size);

    [LibraryImport(Libraries.Libc, EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int CallSetSockOpt(int socket, int level, int name, void* value, uint size);

    [LibraryImport(Libraries.Libc, EntryPoint = "pipe", SetLastError = true)]
    private static partial int CallPipe(int* ends);

    [LibraryImport(Libraries.Libc, EntryPoint = "sysctl", SetLastError = true)]
    private static partial int CallSysctl(
        int* name, uint nameLength, void* old, nuint* oldSize, void* @new, nuint newSize);

    // nfds_t is an unsigned int, where Linux has an unsigned long.
    [LibraryImport(Libraries.Libc, EntryPoint = "poll")]
    private static partial int CallPoll(PollFd* descriptors, uint count, int milliseconds);

    [LibraryImport(Libraries.Libc, EntryPoint = "recvfrom")]
    private static partial nint CallRecvFrom(
        int socket, void* buffer, nuint size, int flags, void* address, uint* addressSize);

    [LibraryImport(Libraries.Libc, EntryPoint = "sendto")]
    private static partial nint CallSendTo(
        int socket, void* buffer, nuint size, int flags, void* address, uint addressSize);
}
