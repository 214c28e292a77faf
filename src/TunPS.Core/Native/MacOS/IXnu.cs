namespace TunPS.Native.MacOS;

/// <summary>
/// The system calls that the macOS backend makes. libSystem makes them; tests put a kernel of their own in
/// its place, so that the whole backend runs without a Mac. Numbers and layouts are those of xnu, and results follow
/// the kernel's convention: what the call gives, or the negative errno of xnu.
/// </summary>
internal unsafe interface IXnu
{
    /// <summary>socket(2): a descriptor, neither close-on-exec nor non-blocking, because xnu has no flags for that.</summary>
    int Socket(int domain, int type, int protocol);

    /// <summary>connect(2).</summary>
    int Connect(int socket, void* address, uint size);

    /// <summary>bind(2).</summary>
    int Bind(int socket, void* address, uint size);

    /// <summary>getsockname(2).</summary>
    int GetSockName(int socket, void* address, uint* size);

    /// <summary>getsockopt(2).</summary>
    int GetSockOpt(int socket, int level, int name, void* value, uint* size);

    /// <summary>setsockopt(2).</summary>
    int SetSockOpt(int socket, int level, int name, void* value, uint size);

    /// <summary>ioctl(2). All requests that are used take a pointer, or nothing.</summary>
    int Ioctl(int descriptor, nuint request, void* argument);

    /// <summary>pipe(2): the read end and the write end, neither close-on-exec nor non-blocking.</summary>
    int Pipe(int* ends);

    /// <summary>poll(2): how many descriptors are ready. -1 is for ever.</summary>
    int Poll(PollFd* descriptors, uint count, int milliseconds);

    /// <summary>read(2).</summary>
    nint Read(int descriptor, void* buffer, nuint size);

    /// <summary>write(2).</summary>
    nint Write(int descriptor, void* buffer, nuint size);

    /// <summary>readv(2).</summary>
    nint ReadV(int descriptor, IoVector* vectors, int count);

    /// <summary>writev(2).</summary>
    nint WriteV(int descriptor, IoVector* vectors, int count);

    /// <summary>recvfrom(2).</summary>
    nint RecvFrom(int socket, void* buffer, nuint size, int flags, void* address, uint* addressSize);

    /// <summary>sendto(2).</summary>
    nint SendTo(int socket, void* buffer, nuint size, int flags, void* address, uint addressSize);

    /// <summary>
    /// sysctl(3), to read: without a buffer the size that is needed goes to <paramref name="size"/>, with one what was
    /// written. ENOMEM when the buffer is too small.
    /// </summary>
    int Sysctl(ReadOnlySpan<int> name, void* buffer, nuint* size);

    /// <summary>open(2) without O_CREAT, so that there is no variadic argument.</summary>
    int Open(string path, int flags);

    /// <summary>stat(2): the st_mode of what is there, with its file type.</summary>
    int GetFileMode(string path);
}
