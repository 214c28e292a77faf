using System.Buffers.Binary;
using TunPS.Native;
using TunPS.Native.MacOS;

namespace TunPS.Platform.MacOS;

/// <summary>
/// The socket of a utun device, or a datagram socket in its place. Before each packet lie four bytes that say which family
/// it is of. All forms of reading and writing go by one of two methods here, which put them in a vector of their own
/// and move no byte of the packet.
/// </summary>
/// <param name="kernel">The system.</param>
/// <param name="handle">The socket.</param>
/// <param name="link">The interface, and its name, which never changes; null when it is only a socket.</param>
internal sealed unsafe class UtunQueue(XnuKernel kernel, DescriptorHandle handle, UtunLink? link)
    : TunQueue(handle, TunLayer.Tun)
{
    private const int HeaderSize = sizeof(uint);

    // Datagrams that are no packets, and signals. After so many the caller gets to look at its events, and poll says at
    // once that there is more.
    private const int MaxSkipped = 64;

    private readonly IXnu _calls = kernel.Calls;

    // The header is one of them.
    internal override int MaxPieces => Posix.IOV_MAX - 1;

    internal override TunLink? FindLink(out string name)
    {
        name = link?.Name ?? string.Empty;
        return link;
    }

    internal override string? FindName() => link?.Name;

    internal override int Read(Span<byte> buffer)
    {
        fixed (byte* bytes = buffer)
        {
            IoVector* vectors = stackalloc IoVector[2];
            vectors[1] = new IoVector { Base = bytes, Length = (nuint)buffer.Length };
            return Read(vectors, 2);
        }
    }

    internal override int Write(ReadOnlySpan<byte> packet)
    {
        fixed (byte* bytes = packet)
        {
            IoVector* vectors = stackalloc IoVector[2];
            vectors[1] = new IoVector { Base = bytes, Length = (nuint)packet.Length };
            return Write(vectors, 2);
        }
    }

    internal override int ReadRaw(int descriptor, byte* buffer, int size)
    {
        IoVector* vectors = stackalloc IoVector[2];
        vectors[1] = new IoVector { Base = buffer, Length = (nuint)size };
        return ReadFrame(descriptor, vectors, 2);
    }

    internal override int WriteRaw(int descriptor, byte* packet, int length)
    {
        IoVector* vectors = stackalloc IoVector[2];
        vectors[1] = new IoVector { Base = packet, Length = (nuint)length };
        return WriteFrame(descriptor, vectors, 2);
    }

    internal override bool IsDown() => link is not null && link.IsDown();

    internal override bool LacksBuffers(int errno) => errno == Errno.ENOBUFS;

    internal override Failure ReadFailure(int errno) => UtunErrors.Reading(errno);

    internal override Failure WriteFailure(int errno, string name) => UtunErrors.Writing(errno, name);

    private protected override int Read(IoVector* vectors, int count)
    {
        int descriptor = Handle.Borrow();
        int result = -Errno.EINTR;
        for (int skipped = 0; result == -Errno.EINTR && skipped <= MaxSkipped; skipped++)
        {
            result = ReadFrame(descriptor, vectors, count);
        }

        Handle.Return();
        return result == -Errno.EINTR ? WouldBlock : result;
    }

    private protected override int Write(IoVector* vectors, int count)
    {
        int descriptor = Handle.Borrow();
        int result;
        do
        {
            result = WriteFrame(descriptor, vectors, count);
        }
        while (result == -Errno.EINTR);

        Handle.Return();
        return result;
    }

    /// <summary>
    /// Reads a packet behind its family into all vectors but the first. EINTR also after a datagram that is no packet: then
    /// the next one counts.
    /// </summary>
    private int ReadFrame(int descriptor, IoVector* vectors, int count)
    {
        uint family = 0;
        vectors[0] = new IoVector { Base = (byte*)&family, Length = HeaderSize };
        int length = XnuKernel.Result(_calls.ReadV(descriptor, vectors, count));
        return length < 0 ? length
            : length == 0 && HasHungUp(descriptor) ? -Errno.ENXIO
            : length > HeaderSize && IsKnown(BinaryPrimitives.ReverseEndianness(family)) ? length - HeaderSize
            : -Errno.EINTR;
    }

    private int WriteFrame(int descriptor, IoVector* vectors, int count)
    {
        int known = FamilyOf(vectors + 1, count - 1);
        if (known == XnuSockets.AF_UNSPEC)
        {
            // As Linux does. xnu would take it, and lose it without a word.
            return -Errno.EINVAL;
        }

        uint family = BinaryPrimitives.ReverseEndianness((uint)known);
        vectors[0] = new IoVector { Base = (byte*)&family, Length = HeaderSize };
        int length = XnuKernel.Result(_calls.WriteV(descriptor, vectors, count));

        // The queue of the interface is full (ENOSPC), or the system is short of buffers: both pass.
        return length >= 0 ? length - HeaderSize : length == -Errno.ENOSPC ? -Errno.ENOBUFS : length;
    }

    // A datagram without a byte looks as the end does, which is for ever.
    private bool HasHungUp(int descriptor)
    {
        PollFd self = new() { Descriptor = descriptor, Interest = Posix.POLLIN };
        return _calls.Poll(&self, 1, 0) > 0 && (self.Ready & (Posix.POLLHUP | Posix.POLLERR | Posix.POLLNVAL)) != 0;
    }

    private static bool IsKnown(uint family) => family is XnuSockets.AF_INET or XnuSockets.AF_INET6;

    // By the version, which is in the upper half of the first byte.
    private static int FamilyOf(IoVector* pieces, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (pieces[i].Length > 0)
            {
                return (*pieces[i].Base >> 4) switch
                {
                    4 => XnuSockets.AF_INET,
                    6 => XnuSockets.AF_INET6,
                    _ => XnuSockets.AF_UNSPEC,
                };
            }
        }

        return XnuSockets.AF_UNSPEC;
    }
}
