using System.Runtime.InteropServices;
using TunPS.Native;

namespace TunPS.Testing;

/// <summary>The calls of Linux that the recorded kernel really makes. A failure is the negative errno of xnu.</summary>
internal static unsafe partial class HostCalls
{
    private const int AF_UNIX = 1;
    private const int AF_INET = 2;
    private const int AF_INET6 = 10;
    private const int SOCK_DGRAM = 2;
    private const int SOCK_SEQPACKET = 5;
    private const int SOCK_CLOEXEC = 0x80000;
    private const int O_CLOEXEC = 0x80000;
    private const nuint FIONBIO = 0x5421;
    private const int MSG_PEEK = 0x2;
    private const int MSG_DONTWAIT = 0x40;
    private const int MSG_NOSIGNAL = 0x4000;
    private const short POLLHUP = 0x10;
    private const int SOL_SOCKET = 1;
    private const int SO_TYPE = 3;
    private const int SO_DOMAIN = 39;
    private const int SO_SNDBUF = 7;

    /// <summary>
    /// Two ends that keep datagrams apart, and that see the other end go, as datagram sockets of AF_UNIX do not. Like
    /// all descriptors here they do not go to child processes, whatever the caller asks for.
    /// </summary>
    internal static int SocketPair(int* ends) => Check(CallSocketPair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends));

    internal static int UdpSocket(bool isVersion6)
        => Check(CallSocket(isVersion6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));

    internal static int Pipe(int* ends) => Check(CallPipe(ends, O_CLOEXEC));

    internal static int Bind(int socket, void* address, uint size) => Check(CallBind(socket, address, size));

    internal static int Connect(int socket, void* address, uint size) => Check(CallConnect(socket, address, size));

    internal static int GetSockName(int socket, void* address, uint* size)
        => Check(CallGetSockName(socket, address, size));

    internal static int GetSockOpt(int socket, int level, int name, void* value, uint* size)
        => Check(CallGetSockOpt(socket, level, name, value, size));

    internal static int SetSockOpt(int socket, int level, int name, void* value, uint size)
        => Check(CallSetSockOpt(socket, level, name, value, size));

    /// <summary>Whether a socket is one of AF_UNIX.</summary>
    internal static bool IsLocal(int socket)
    {
        int domain;
        uint size = sizeof(int);
        return GetSockOpt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_UNIX;
    }

    internal static int SetNonBlocking(int descriptor, bool isNonBlocking)
    {
        int value = isNonBlocking ? 1 : 0;
        return Check(CallIoctl(descriptor, FIONBIO, &value));
    }

    internal static int Poll(PollFd* descriptors, uint count, int milliseconds)
        => Check(CallPoll(descriptors, count, milliseconds));

    internal static nint Read(int descriptor, void* buffer, nuint size) => Check(CallRead(descriptor, buffer, size));

    internal static nint Write(int descriptor, void* buffer, nuint size) => Check(CallWrite(descriptor, buffer, size));

    internal static nint ReadV(int descriptor, IoVector* vectors, int count)
        => Check(CallReadV(descriptor, vectors, count));

    internal static nint WriteV(int descriptor, IoVector* vectors, int count)
        => Check(CallWriteV(descriptor, vectors, count));

    internal static nint RecvFrom(int socket, void* buffer, nuint size, int flags, void* address, uint* addressSize)
        => Check(CallRecvFrom(socket, buffer, size, flags, address, addressSize));

    internal static nint SendTo(int socket, void* buffer, nuint size, int flags, void* address, uint addressSize)
        => Check(CallSendTo(socket, buffer, size, flags, address, addressSize));

    internal static int Open(string path, int flags) => Check(CallOpen(path, flags | O_CLOEXEC, 0));

    internal static int Close(int descriptor) => CallClose(descriptor);

    /// <summary>The st_mode of struct stat, which x64 has at 24 and arm64 at 16.</summary>
    internal static int GetFileMode(string path)
    {
        const int StatSize = 144;
        byte* status = stackalloc byte[StatSize];
        int result = Check(CallStat(path, status));
        int offset = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 16 : 24;
        return result < 0 ? result : *(int*)(status + offset);
    }

    /// <summary>Whether there is such a descriptor.</summary>
    internal static bool IsOpen(int descriptor)
    {
        const short Invalid = 0x20;
        PollFd poll = new() { Descriptor = descriptor };
        return CallPoll(&poll, 1, 0) >= 0 && (poll.Ready & Invalid) == 0;
    }

    /// <summary>Whether it is one of a socket.</summary>
    internal static bool IsSocket(int descriptor)
    {
        const int SO_TYPE = 3;
        int type = 0;
        uint size = sizeof(int);
        return CallGetSockOpt(descriptor, 1, SO_TYPE, &type, &size) == 0;
    }

    /// <summary>Whether the other end of a pair is closed.</summary>
    internal static bool HasHungUp(int descriptor)
    {
        PollFd poll = new() { Descriptor = descriptor };
        return CallPoll(&poll, 1, 0) == 1 && (poll.Ready & POLLHUP) != 0;
    }

    /// <summary>Sends a datagram without waiting; whether there was room for it.</summary>
    internal static bool TrySend(int descriptor, ReadOnlySpan<byte> datagram)
    {
        const int Flags = MSG_DONTWAIT | MSG_NOSIGNAL;
        fixed (byte* bytes = datagram)
        {
            return CallSendTo(descriptor, bytes, (nuint)datagram.Length, Flags, null, 0) == datagram.Length;
        }
    }

    /// <summary>Takes a datagram that has arrived; null when there is none.</summary>
    internal static byte[]? TryReceive(int descriptor, byte[] buffer)
    {
        fixed (byte* bytes = buffer)
        {
            nint length = CallRecvFrom(descriptor, bytes, (nuint)buffer.Length, MSG_DONTWAIT, null, null);
            bool isEnd = length == 0 && HasHungUp(descriptor);
            return length < 0 || isEnd ? null : buffer[..(int)length];
        }
    }

    /// <summary>Room for as much as the system gives, towards the 512 KiB of utun_register_control.</summary>
    internal static void EnlargeBuffer(int descriptor, int size)
        => _ = CallSetSockOpt(descriptor, 1, SO_SNDBUF, &size, sizeof(int));

    /// <summary>The flags of recvfrom and sendto.</summary>
    internal static int MessageFlags(int flags)
    {
        const int Peek = 0x2;
        const int DontWait = 0x80;
        const int NoSignal = 0x80000;
        return (flags & ~(Peek | DontWait | NoSignal)) != 0
            ? throw new InvalidOperationException($"The recorded kernel does not know the flags 0x{flags:X}.")
            : ((flags & Peek) != 0 ? MSG_PEEK : 0) | ((flags & DontWait) != 0 ? MSG_DONTWAIT : 0) | MSG_NOSIGNAL;
    }

    private static int Check(int result) => result < 0 ? -HostErrno.ToXnu(Marshal.GetLastPInvokeError()) : result;

    private static nint Check(nint result) => result < 0 ? -HostErrno.ToXnu(Marshal.GetLastPInvokeError()) : result;

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    private static partial int CallSocketPair(int domain, int type, int protocol, int* ends);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int CallSocket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int CallPipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    private static partial int CallBind(int socket, void* address, uint size);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int CallConnect(int socket, void* address, uint size);

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    private static partial int CallGetSockName(int socket, void* address, uint* size);

    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int CallGetSockOpt(int socket, int level, int name, void* value, uint* size);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int CallSetSockOpt(int socket, int level, int name, void* value, uint size);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int CallIoctl(int descriptor, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int CallPoll(PollFd* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint CallRead(int descriptor, void* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint CallWrite(int descriptor, void* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "readv", SetLastError = true)]
    private static partial nint CallReadV(int descriptor, IoVector* vectors, int count);

    [LibraryImport("libc", EntryPoint = "writev", SetLastError = true)]
    private static partial nint CallWriteV(int descriptor, IoVector* vectors, int count);

    [LibraryImport("libc", EntryPoint = "recvfrom", SetLastError = true)]
    private static partial nint CallRecvFrom(
        int socket, void* buffer, nuint size, int flags, void* address, uint* addressSize);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    private static partial nint CallSendTo(
        int socket, void* buffer, nuint size, int flags, void* address, uint addressSize);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CallOpen(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CallStat(string path, void* status);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CallClose(int descriptor);
}
