using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TunPS.Native.MacOS;

/// <summary>The system calls of the Mac this runs on.</summary>
[SupportedOSPlatform("macos")]
internal sealed unsafe partial class LibSystem : IXnu
{
    public int Socket(int domain, int type, int protocol) => Result(CallSocket(domain, type, protocol));

    public int Connect(int socket, void* address, uint size) => Result(CallConnect(socket, address, size));

    public int Bind(int socket, void* address, uint size) => Result(CallBind(socket, address, size));

    public int GetSockName(int socket, void* address, uint* size) => Result(CallGetSockName(socket, address, size));

    public int GetSockOpt(int socket, int level, int name, void* value, uint* size)
        => Result(CallGetSockOpt(socket, level, name, value, size));

    public int SetSockOpt(int socket, int level, int name, void* value, uint size)
        => Result(CallSetSockOpt(socket, level, name, value, size));

    public int Pipe(int* ends) => Result(CallPipe(ends));

    public int Sysctl(ReadOnlySpan<int> name, void* buffer, nuint* size)
    {
        fixed (int* numbers = name)
        {
            return Result(CallSysctl(numbers, (uint)name.Length, buffer, size, null, 0));
        }
    }

    // A call that waits or carries packets fails as a rule, with EAGAIN: the errno is asked for here, at once, and the
    // work that SetLastError makes is saved.
    public int Poll(PollFd* descriptors, uint count, int milliseconds)
    {
        int result = CallPoll(descriptors, count, milliseconds);
        return result < 0 ? -Marshal.GetLastSystemError() : result;
    }

    public nint Read(int descriptor, void* buffer, nuint size)
    {
        nint result = Posix.Read(descriptor, (byte*)buffer, size);
        return result < 0 ? -Marshal.GetLastSystemError() : result;
    }

    public nint Write(int descriptor, void* buffer, nuint size)
    {
        nint result = Posix.Write(descriptor, (byte*)buffer, size);
        return result < 0 ? -Marshal.GetLastSystemError() : result;
    }

    public nint ReadV(int descriptor, IoVector* vectors, int count)
    {
        nint result = Posix.ReadV(descriptor, vectors, count);
        return result < 0 ? -Marshal.GetLastSystemError() : result;
    }

    public nint WriteV(int descriptor, IoVector* vectors, int count)
    {
        nint result = Posix.WriteV(descriptor, vectors, count);
        return result < 0 ? -Marshal.GetLastSystemError() : result;
    }

    public nint RecvFrom(int socket, void* buffer, nuint size, int flags, void* address, uint* addressSize)
    {
        nint result = CallRecvFrom(socket, buffer, size, flags, address, addressSize);
        return result < 0 ? -Marshal.GetLastSystemError() : result;
    }

    public nint SendTo(int socket, void* buffer, nuint size, int flags, void* address, uint addressSize)
    {
        nint result = CallSendTo(socket, buffer, size, flags, address, addressSize);
        return result < 0 ? -Marshal.GetLastSystemError() : result;
    }

    private static int Result(int result) => result < 0 ? -Marshal.GetLastPInvokeError() : result;
}
