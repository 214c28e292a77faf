using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TunPS.Native;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>A queue of /dev/net/tun, or a datagram socket in its place.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxQueue : TunQueue, IOffloadQueue
{
    private readonly object _attaching = new();
    private readonly RtnetlinkSocket? _network;
    private readonly OffloadLevel _offload;
    private bool _isDetached;

    /// <param name="handle">The descriptor of the queue.</param>
    /// <param name="network">
    /// A socket of the interface's network namespace, by which it is found from every thread; null without an interface.
    /// </param>
    /// <param name="layer">What the queue carries.</param>
    /// <param name="offload">Whether there is a virtio header before each packet, and what it can stand before.</param>
    internal LinuxQueue(
        DescriptorHandle handle, RtnetlinkSocket? network, TunLayer layer, OffloadLevel offload = OffloadLevel.None)
        : base(handle, layer)
    {
        _network = network;
        _offload = offload;
    }

    internal override OffloadLevel Offload => _offload;

    internal override bool IsDetached => _isDetached;

    // The virtio header is one of them.
    internal override int MaxPieces => _offload == OffloadLevel.None ? Posix.IOV_MAX : Posix.IOV_MAX - 1;

    internal override TunLink? FindLink(out string name)
    {
        if (GetInterface(out name, out _) != 0)
        {
            return null;
        }

        LinkInfo? link = LinuxLink.Find(name, _network);
        return new LinuxLink(_network, link?.Index ?? 0);
    }

    internal override string? FindName() => GetInterface(out string name, out _) == 0 ? name : null;

    internal override unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            int descriptor = Handle.Borrow();
            nint result;
            do
            {
                result = Result(Posix.Read(descriptor, bytes, (nuint)buffer.Length));
            }
            while (result == -Errno.EINTR);

            Handle.Return();
            return (int)result;
        }
    }

    public unsafe int Read(out VirtioHeader header, Span<byte> buffer)
    {
        const int Parts = 2;
        VirtioHeader read = default;
        int length;
        fixed (byte* bytes = buffer)
        {
            IoVector* vectors = stackalloc IoVector[Parts]
            {
                new() { Base = (byte*)&read, Length = VirtioHeader.Size },
                new() { Base = bytes, Length = (nuint)buffer.Length },
            };
            length = ReadV(vectors, Parts);
        }

        header = read;
        return length;
    }

    internal override unsafe int Write(ReadOnlySpan<byte> packet)
    {
        fixed (byte* bytes = packet)
        {
            if (_offload != OffloadLevel.None)
            {
                return WriteBehindHeader(bytes, packet.Length);
            }

            int descriptor = Handle.Borrow();
            nint result;
            do
            {
                result = Result(Posix.Write(descriptor, bytes, (nuint)packet.Length));
            }
            while (result == -Errno.EINTR);

            Handle.Return();
            return (int)result;
        }
    }

    public unsafe int Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> source, ReadOnlySpan<PayloadSlice> slices)
    {
        fixed (byte* first = head, bytes = source)
        {
            IoVector* vectors = stackalloc IoVector[1 + slices.Length];
            vectors[0] = new IoVector { Base = first, Length = (nuint)head.Length };
            for (int i = 0; i < slices.Length; i++)
            {
                vectors[1 + i] = new IoVector { Base = bytes + slices[i].Offset, Length = (nuint)slices[i].Length };
            }

            return WriteV(vectors, 1 + slices.Length);
        }
    }

    internal override unsafe int ReadRaw(int descriptor, byte* buffer, int size)
        => (int)Result(Posix.Read(descriptor, buffer, (nuint)size));

    internal override unsafe int WriteRaw(int descriptor, byte* packet, int length)
        => (int)Result(Posix.Write(descriptor, packet, (nuint)length));

    /// <summary>Asks the driver for the interface's present name and its IFF_ flags.</summary>
    /// <returns>0 or the negative errno: EBADFD when the interface is gone, ENOTTY when this is no TUN descriptor.</returns>
    internal unsafe int GetInterface(out string name, out ushort flags)
    {
        InterfaceRequest request = default;
        int errno = Libc.Ioctl(Handle, TunRequests.TUNGETIFF, &request) == 0 ? 0 : -Marshal.GetLastPInvokeError();
        name = request.Name;
        flags = request.Flags;
        return errno;
    }

    internal override unsafe bool IsDown()
    {
        InterfaceRequest request = default;
        return _network is not null
            && Libc.Ioctl(Handle, TunRequests.TUNGETIFF, &request) == 0
            && Libc.Ioctl(_network.Handle, Libc.SIOCGIFFLAGS, &request) == 0
            && (request.Flags & RtnetlinkConstants.IFF_UP) == 0;
    }

    internal override Failure ReadFailure(int errno) => LinuxErrors.Reading(errno);

    internal override Failure WriteFailure(int errno, string name) => LinuxErrors.Writing(errno, name);

    internal override Failure? SetPersistent(bool isPersistent)
        => SetByValue(TunRequests.TUNSETPERSIST, isPersistent ? 1u : 0);

    internal override Failure? SetOwner(uint user) => SetByValue(TunRequests.TUNSETOWNER, user);

    internal override Failure? SetGroup(uint group) => SetByValue(TunRequests.TUNSETGROUP, group);

    internal override unsafe Failure? SetCarrier(bool hasCarrier)
    {
        int value = hasCarrier ? 1 : 0;
        return Libc.Ioctl(Handle, TunRequests.TUNSETCARRIER, &value) == 0
            ? null
            : LinuxErrors.Any(Marshal.GetLastPInvokeError());
    }

    internal override unsafe Failure? SetAttached(bool isAttached)
    {
        lock (_attaching)
        {
            if (isAttached != _isDetached)
            {
                return null;
            }

            InterfaceRequest request = new()
            {
                Flags = isAttached ? TunRequests.IFF_ATTACH_QUEUE : TunRequests.IFF_DETACH_QUEUE,
            };
            if (Libc.Ioctl(Handle, TunRequests.TUNSETQUEUE, &request) != 0)
            {
                return LinuxErrors.AttachingQueue(Marshal.GetLastPInvokeError(), isAttached);
            }

            _isDetached = !isAttached;
            return null;
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _network?.Dispose();
    }

    private protected override unsafe int Read(IoVector* vectors, int count) => ReadV(vectors + 1, count - 1);

    private protected override unsafe int Write(IoVector* vectors, int count)
    {
        if (_offload == OffloadLevel.None)
        {
            return WriteV(vectors + 1, count - 1);
        }

        // A header that says nothing of the packet.
        VirtioHeader nothing = default;
        vectors[0] = new IoVector { Base = (byte*)&nothing, Length = VirtioHeader.Size };
        return WriteV(vectors, count);
    }

    private unsafe int WriteBehindHeader(byte* packet, int length)
    {
        const int Parts = 2;
        IoVector* vectors = stackalloc IoVector[Parts];
        vectors[1] = new IoVector { Base = packet, Length = (nuint)length };
        return Write(vectors, Parts);
    }

    // By value: given a pointer the kernel would take that for the number.
    private Failure? SetByValue(uint request, nuint value)
        => Libc.Ioctl(Handle, request, value) == 0 ? null : LinuxErrors.Any(Marshal.GetLastPInvokeError());

    private unsafe int ReadV(IoVector* vectors, int count)
    {
        int descriptor = Handle.Borrow();
        nint result;
        do
        {
            result = Result(Posix.ReadV(descriptor, vectors, count));
        }
        while (result == -Errno.EINTR);

        Handle.Return();
        return (int)result;
    }

    private unsafe int WriteV(IoVector* vectors, int count)
    {
        int descriptor = Handle.Borrow();
        nint result;
        do
        {
            result = Result(Posix.WriteV(descriptor, vectors, count));
        }
        while (result == -Errno.EINTR);

        Handle.Return();
        return (int)result;
    }

    // Descriptors are borrowed here and not by the marshaller, because errno has to be looked at before the descriptor is
    // given back, and only after a failure: the marshaller would do both for every packet. Nothing in between throws.
    private static nint Result(nint result) => result >= 0 ? result : -Marshal.GetLastSystemError();
}
