using TunPS.Native;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

internal sealed unsafe partial class RecordedXnu
{
    // soreserve of ctl_setup_kctl: a record that is longer than the buffer is refused by sosend.
    private const int SendBufferSize = 512 * 1024;

    // net.inet.udp.maxdgram, which is what a UDP socket has for its buffer (udp_attach).
    private const int MaxDatagram = 9216;

    /// <inheritdoc />
    public int Pipe(int* ends)
    {
        int refused = Begin("pipe()");
        if (refused != 0)
        {
            return -refused;
        }

        int result = HostCalls.Pipe(ends);
        if (result >= 0)
        {
            lock (_gate)
            {
                _ = Register(new RecordedDescriptor(ends[0], "pipe"));
                _ = Register(new RecordedDescriptor(ends[1], "pipe"));
            }
        }

        return result;
    }

    /// <inheritdoc />
    public int Poll(PollFd* descriptors, uint count, int milliseconds)
    {
        int refused = !RecordsTransfers && _faults.IsEmpty ? 0 : Begin($"poll({count})");
        return refused != 0 ? -refused : HostCalls.Poll(descriptors, count, milliseconds);
    }

    /// <inheritdoc />
    public nint Read(int descriptor, void* buffer, nuint size)
    {
        int refused = BeginTransfer("read", descriptor);
        return refused != 0 ? -refused : Find(descriptor) is ControlSocket { Interface: null } ? -ENOTCONN
            : HostCalls.Read(descriptor, buffer, size);
    }

    /// <inheritdoc />
    public nint ReadV(int descriptor, IoVector* vectors, int count)
    {
        int refused = BeginTransfer("readv", descriptor);
        return refused != 0 ? -refused : Find(descriptor) is ControlSocket { Interface: null } ? -ENOTCONN
            : HostCalls.ReadV(descriptor, vectors, count);
    }

    /// <inheritdoc />
    public nint Write(int descriptor, void* buffer, nuint size)
    {
        RecordedDescriptor? known = Find(descriptor);
        if (known is RouteSocket route)
        {
            byte[] message = new ReadOnlySpan<byte>(buffer, (int)size).ToArray();
            int refusedRequest = Begin($"write(route, {RouteRequestName(message)})");
            return refusedRequest != 0 ? -refusedRequest : RequestRoute(route, message);
        }

        int refused = BeginTransfer("write", descriptor);
        return refused != 0 ? -refused
            : Written(known, size, known is ControlSocket { Interface: null } || size > SendBufferSize
                ? 0 : HostCalls.Write(descriptor, buffer, size));
    }

    /// <inheritdoc />
    public nint WriteV(int descriptor, IoVector* vectors, int count)
    {
        int refused = BeginTransfer("writev", descriptor);
        nuint size = 0;
        for (int i = 0; i < count; i++)
        {
            size += vectors[i].Length;
        }

        RecordedDescriptor? known = Find(descriptor);
        return refused != 0 ? -refused
            : Written(known, size, known is ControlSocket { Interface: null } || size > SendBufferSize
                ? 0 : HostCalls.WriteV(descriptor, vectors, count));
    }

    /// <inheritdoc />
    public nint RecvFrom(int socket, void* buffer, nuint size, int flags, void* address, uint* addressSize)
    {
        int refused = BeginTransfer("recvfrom", socket);
        if (refused != 0)
        {
            return -refused;
        }

        if (Find(socket) is ControlSocket { Interface: null })
        {
            return -ENOTCONN;
        }

        byte* bytes = stackalloc byte[128];
        uint length = 128;
        nint result = HostCalls.RecvFrom(socket, buffer, size, HostCalls.MessageFlags(flags), bytes, &length);
        if (result >= 0 && address is not null)
        {
            Give(bytes, Find(socket) is InternetSocket ? length : 0, address, addressSize);
        }

        return result;
    }

    /// <inheritdoc />
    public nint SendTo(int socket, void* buffer, nuint size, int flags, void* address, uint addressSize)
    {
        if (address is null && Find(socket) is SocketDescriptor)
        {
            return Write(socket, buffer, size);
        }

        int refused = BeginTransfer("sendto", socket);
        if (refused != 0)
        {
            return -refused;
        }

        if (Find(socket) is SocketDescriptor)
        {
            return -EISCONN;
        }

        // sosend: a datagram has to fit into the buffer.
        if (Find(socket) is InternetSocket known && size > (nuint)known.Buffers.GetValueOrDefault(SO_SNDBUF, MaxDatagram))
        {
            return -EMSGSIZE;
        }

        byte* bytes = stackalloc byte[128];
        if (address is not null)
        {
            if (addressSize is < 2 or > 128)
            {
                return -EINVAL;
            }

            new ReadOnlySpan<byte>(address, (int)addressSize).CopyTo(new Span<byte>(bytes, 128));
            HostAddress.ToLinux(new Span<byte>(bytes, (int)addressSize));
        }

        return HostCalls.SendTo(
            socket, buffer, size, HostCalls.MessageFlags(flags), address is null ? null : bytes, addressSize);
    }

    /// <inheritdoc />
    public int Open(string path, int flags)
    {
        int refused = Begin($"open({path})");
        if (refused != 0)
        {
            return -refused;
        }

        int number = HostCalls.Open(path, OpenFlags(flags));
        if (number < 0)
        {
            return number;
        }

        lock (_gate)
        {
            const int CloseOnExec = 0x0100_0000;
            const int NonBlocking = 0x4;
            return Register(new RecordedDescriptor(number, path)
            {
                IsCloseOnExec = (flags & CloseOnExec) != 0,
                IsNonBlocking = (flags & NonBlocking) != 0,
            });
        }
    }

    /// <inheritdoc />
    public int GetFileMode(string path)
    {
        int refused = Begin($"stat({path})");
        return refused != 0 ? -refused : HostCalls.GetFileMode(path);
    }

    // sosend, and then utun_ctl_send, which takes everything at once.
    private static nint Written(RecordedDescriptor? known, nuint size, nint result)
    {
        if (known is not ControlSocket control)
        {
            return result;
        }

        if (control.Interface is not { } owner)
        {
            return -ENOTCONN;
        }

        if (size > SendBufferSize)
        {
            return -EMSGSIZE;
        }

        if (!owner.HoldsWrites)
        {
            owner.Drain();
        }

        return result;
    }

    private static int OpenFlags(int flags)
    {
        const int AccessMode = 0x3;
        const int Known = AccessMode | 0x4 | 0x8 | 0x100 | 0x0010_0000 | 0x0100_0000;
        return (flags & ~Known) != 0
            ? throw new InvalidOperationException($"The recorded kernel does not know the flags 0x{flags:X} of open.")
            : (flags & AccessMode)
                | ((flags & 0x4) != 0 ? 0x800 : 0) // O_NONBLOCK
                | ((flags & 0x8) != 0 ? 0x400 : 0) // O_APPEND
                | ((flags & 0x100) != 0 ? 0x20000 : 0) // O_NOFOLLOW
                | ((flags & 0x0010_0000) != 0 ? 0x10000 : 0); // O_DIRECTORY
    }
}
