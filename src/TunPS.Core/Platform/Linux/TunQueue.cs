using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TunPS.Native;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>
/// An open descriptor of a TUN device: one read or write is one packet. Always non-blocking; waiting is done by the
/// one wait function, never here. Results follow the kernel's convention: a count, or the negative errno.
/// </summary>
internal sealed class TunQueue : IDisposable
{
    private readonly object _attaching = new();

    /// <param name="handle">The descriptor of the queue.</param>
    /// <param name="network">
    /// A socket of the interface's network namespace, by which it is found from every thread; null without an interface.
    /// </param>
    /// <param name="layer">What the queue carries.</param>
    /// <param name="offload">Whether there is a virtio header before each packet, and what it can stand before.</param>
    internal TunQueue(
        DescriptorHandle handle, RtnetlinkSocket? network, TunLayer layer, OffloadLevel offload = OffloadLevel.None)
    {
        Handle = handle;
        Network = network;
        Layer = layer;
        Offload = offload;
    }

    /// <summary>What a read or write returns when it would have to wait.</summary>
    internal const int WouldBlock = -Errno.EAGAIN;

    internal DescriptorHandle Handle { get; }

    internal RtnetlinkSocket? Network { get; }

    internal TunLayer Layer { get; }

    internal OffloadLevel Offload { get; }

    /// <summary>True while <see cref="SetAttached"/> has taken the queue from its interface.</summary>
    internal bool IsDetached { get; private set; }

    /// <summary>Reads one packet; what does not fit into the buffer is lost without a sign.</summary>
    internal unsafe int Read(Span<byte> buffer)
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

    /// <summary>Reads one packet into several buffers, one filled after the other; at most IOV_MAX of them.</summary>
    /// <exception cref="InsufficientExecutionStackException">So many buffers need a larger stack.</exception>
    internal unsafe int Read(ReadOnlySpan<Memory<byte>> buffers)
        => Read(buffers, stackalloc IoVector[buffers.Length], 0);

    /// <summary>Reads one packet and the virtio header before it. Returns the length of both together.</summary>
    internal unsafe int Read(out VirtioHeader header, Span<byte> buffer)
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
            length = Read(vectors, Parts);
        }

        header = read;
        return length;
    }

    /// <summary>Writes one packet, whole or not at all.</summary>
    internal unsafe int Write(ReadOnlySpan<byte> packet)
    {
        fixed (byte* bytes = packet)
        {
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

    /// <summary>Writes one packet that lies in several pieces; at most IOV_MAX of them.</summary>
    /// <exception cref="InsufficientExecutionStackException">So many pieces need a larger stack.</exception>
    internal unsafe int Write(ReadOnlySpan<ReadOnlyMemory<byte>> pieces)
        => Write(pieces, stackalloc IoVector[pieces.Length], 0);

    /// <summary>Writes one packet behind a virtio header that says nothing of it.</summary>
    internal unsafe int WriteBehindHeader(ReadOnlySpan<byte> packet)
    {
        const int Parts = 2;
        VirtioHeader nothing = default;
        fixed (byte* bytes = packet)
        {
            IoVector* vectors = stackalloc IoVector[Parts]
            {
                new() { Base = (byte*)&nothing, Length = VirtioHeader.Size },
                new() { Base = bytes, Length = (nuint)packet.Length },
            };
            return Write(vectors, Parts);
        }
    }

    /// <summary>Writes one packet that lies in several pieces behind a virtio header; fewer than IOV_MAX of them.</summary>
    /// <exception cref="InsufficientExecutionStackException">So many pieces need a larger stack.</exception>
    internal unsafe int WriteBehindHeader(ReadOnlySpan<ReadOnlyMemory<byte>> pieces)
    {
        VirtioHeader nothing = default;
        Span<IoVector> vectors = stackalloc IoVector[1 + pieces.Length];
        vectors[0] = new IoVector { Base = (byte*)&nothing, Length = VirtioHeader.Size };
        return Write(pieces, vectors, 0);
    }

    /// <summary>Writes a head, with the virtio header in it, and slices of a span; fewer than IOV_MAX of them.</summary>
    internal unsafe int Write(ReadOnlySpan<byte> head, ReadOnlySpan<byte> source, ReadOnlySpan<PayloadSlice> slices)
    {
        fixed (byte* first = head, bytes = source)
        {
            IoVector* vectors = stackalloc IoVector[1 + slices.Length];
            vectors[0] = new IoVector { Base = first, Length = (nuint)head.Length };
            for (int i = 0; i < slices.Length; i++)
            {
                vectors[1 + i] = new IoVector { Base = bytes + slices[i].Offset, Length = (nuint)slices[i].Length };
            }

            return Write(vectors, 1 + slices.Length);
        }
    }

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

    /// <summary>Whether the interface is down. False also when that cannot be told: it is gone, or there is none.</summary>
    internal unsafe bool IsDown()
    {
        InterfaceRequest request = default;
        return Network is not null
            && Libc.Ioctl(Handle, TunRequests.TUNGETIFF, &request) == 0
            && Libc.Ioctl(Network.Handle, Libc.SIOCGIFFLAGS, &request) == 0
            && (request.Flags & RtnetlinkConstants.IFF_UP) == 0;
    }

    internal Failure? SetPersistent(bool isPersistent)
        => SetByValue(TunRequests.TUNSETPERSIST, isPersistent ? 1u : 0);

    internal Failure? SetOwner(uint user) => SetByValue(TunRequests.TUNSETOWNER, user);

    internal Failure? SetGroup(uint group) => SetByValue(TunRequests.TUNSETGROUP, group);

    internal unsafe Failure? SetCarrier(bool hasCarrier)
    {
        int value = hasCarrier ? 1 : 0;
        return Libc.Ioctl(Handle, TunRequests.TUNSETCARRIER, &value) == 0
            ? null
            : LinuxErrors.Any(Marshal.GetLastPInvokeError());
    }

    /// <summary>
    /// Takes the queue from its multi-queue interface, which then gives it no packets, or gives it back. Twice the same is
    /// no error. Reading a detached queue waits, and writing to it works.
    /// </summary>
    internal unsafe Failure? SetAttached(bool isAttached)
    {
        lock (_attaching)
        {
            if (isAttached != IsDetached)
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

            IsDetached = !isAttached;
            return null;
        }
    }

    /// <summary>Closes the descriptor as soon as no call uses it any more.</summary>
    public void Dispose()
    {
        Handle.Dispose();
        Network?.Dispose();
    }

    // By value: given a pointer the kernel would take that for the number.
    private Failure? SetByValue(uint request, nuint value)
        => Libc.Ioctl(Handle, request, value) == 0 ? null : LinuxErrors.Any(Marshal.GetLastPInvokeError());

    // One level for each buffer: "fixed" pins without the allocation that a list of handles would need.
    private unsafe int Read(ReadOnlySpan<Memory<byte>> buffers, Span<IoVector> vectors, int pinned)
    {
        if (pinned < buffers.Length)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            Span<byte> buffer = buffers[pinned].Span;
            fixed (byte* bytes = buffer)
            {
                vectors[pinned] = new IoVector { Base = bytes, Length = (nuint)buffer.Length };
                return Read(buffers, vectors, pinned + 1);
            }
        }

        fixed (IoVector* all = vectors)
        {
            return Read(all, pinned);
        }
    }

    // What the vectors have more than there are pieces is the header before them.
    private unsafe int Write(ReadOnlySpan<ReadOnlyMemory<byte>> pieces, Span<IoVector> vectors, int pinned)
    {
        if (pinned < pieces.Length)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            ReadOnlySpan<byte> piece = pieces[pinned].Span;
            fixed (byte* bytes = piece)
            {
                vectors[vectors.Length - pieces.Length + pinned] =
                    new IoVector { Base = bytes, Length = (nuint)piece.Length };
                return Write(pieces, vectors, pinned + 1);
            }
        }

        fixed (IoVector* all = vectors)
        {
            return Write(all, vectors.Length);
        }
    }

    private unsafe int Read(IoVector* vectors, int count)
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

    private unsafe int Write(IoVector* vectors, int count)
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
