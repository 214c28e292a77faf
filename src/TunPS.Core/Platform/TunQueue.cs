using System.Runtime.CompilerServices;
using TunPS.Native;

namespace TunPS.Platform;

/// <summary>
/// An open descriptor of a TUN device: one read or write is one packet, whatever header the system has before it. Always
/// non-blocking; waiting is done by the one wait function, never here. Results follow the kernel's convention: a
/// count, or the negative errno of <see cref="Errno"/>.
/// </summary>
/// <param name="handle">The descriptor of the queue.</param>
/// <param name="layer">What the queue carries.</param>
internal abstract class TunQueue(DescriptorHandle handle, TunLayer layer) : IDisposable
{
    /// <summary>What a read or write returns when it would have to wait.</summary>
    internal const int WouldBlock = -Errno.EAGAIN;

    internal DescriptorHandle Handle => handle;

    internal TunLayer Layer => layer;

    /// <summary>Whether there is a virtio header before each packet, and what it can stand before.</summary>
    internal virtual OffloadLevel Offload => OffloadLevel.None;

    /// <summary>True while <see cref="SetAttached"/> has taken the queue from its interface.</summary>
    internal virtual bool IsDetached => false;

    /// <summary>The interface of the queue, and its name; null when there is none.</summary>
    internal abstract TunLink? FindLink(out string name);

    /// <summary>The interface's present name; null when there is none, or no more.</summary>
    internal abstract string? FindName();

    /// <summary>Reads one packet; what does not fit into the buffer is lost without a sign. Not with offload.</summary>
    internal abstract int Read(Span<byte> buffer);

    /// <summary>Writes one packet, whole or not at all.</summary>
    internal abstract int Write(ReadOnlySpan<byte> packet);

    /// <summary>
    /// For forwarding: reads one packet behind its virtio header, if there is one, by the descriptor that the caller
    /// holds. A signal is told as EINTR.
    /// </summary>
    internal abstract unsafe int ReadRaw(int descriptor, byte* buffer, int size);

    /// <summary>The same, to write.</summary>
    internal abstract unsafe int WriteRaw(int descriptor, byte* packet, int length);

    /// <summary>
    /// Reads one packet into several buffers, one filled after the other; at most as many as <see cref="MaxPieces"/>.
    /// </summary>
    /// <exception cref="InsufficientExecutionStackException">So many buffers need a larger stack.</exception>
    internal int Read(ReadOnlySpan<Memory<byte>> buffers)
        => Read(buffers, stackalloc IoVector[1 + buffers.Length], 0);

    /// <summary>Writes one packet that lies in several pieces; at most as many as <see cref="MaxPieces"/>.</summary>
    /// <exception cref="InsufficientExecutionStackException">So many pieces need a larger stack.</exception>
    internal int Write(ReadOnlySpan<ReadOnlyMemory<byte>> pieces)
        => Write(pieces, stackalloc IoVector[1 + pieces.Length], 0);

    /// <summary>How many pieces the system takes in one call, besides the header that it has itself.</summary>
    internal abstract int MaxPieces { get; }

    /// <summary>Whether the interface is down. False also when that cannot be told: it is gone, or there is none.</summary>
    internal abstract bool IsDown();

    /// <summary>
    /// Whether a write failed because the system was short of buffers for a moment. poll knows nothing of that, and would say
    /// that there is room.
    /// </summary>
    internal virtual bool LacksBuffers(int errno) => false;

    /// <summary>What it means that a read failed.</summary>
    internal abstract Failure ReadFailure(int errno);

    /// <summary>What it means that a write failed.</summary>
    internal abstract Failure WriteFailure(int errno, string name);

    internal virtual Failure? SetPersistent(bool isPersistent) => Unavailable(TunFeature.Persistence);

    internal virtual Failure? SetOwner(uint user) => Unavailable(TunFeature.Ownership);

    internal virtual Failure? SetGroup(uint group) => Unavailable(TunFeature.Ownership);

    internal virtual Failure? SetCarrier(bool hasCarrier) => Unavailable(TunFeature.Carrier);

    /// <summary>
    /// Takes the queue from its multi-queue interface, which then gives it no packets, or gives it back. Twice the same is
    /// no error. Reading a detached queue waits, and writing to it works.
    /// </summary>
    internal virtual Failure? SetAttached(bool isAttached) => Unavailable(TunFeature.MultiQueue);

    /// <summary>Closes the descriptor as soon as no call uses it any more.</summary>
    public virtual void Dispose() => handle.Dispose();

    /// <summary>Reads one packet into vectors, of which the first is free for a header of the system.</summary>
    private protected abstract unsafe int Read(IoVector* vectors, int count);

    /// <summary>Writes one packet from vectors, of which the first is free for a header of the system.</summary>
    private protected abstract unsafe int Write(IoVector* vectors, int count);

    private static Failure Unavailable(TunFeature feature) => TunPlatform.Current.FindUnavailable(feature)!.Value;

    // One level for each buffer: "fixed" pins without the allocation that a list of handles would need.
    private unsafe int Read(ReadOnlySpan<Memory<byte>> buffers, Span<IoVector> vectors, int pinned)
    {
        if (pinned < buffers.Length)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            Span<byte> buffer = buffers[pinned].Span;
            fixed (byte* bytes = buffer)
            {
                vectors[1 + pinned] = new IoVector { Base = bytes, Length = (nuint)buffer.Length };
                return Read(buffers, vectors, pinned + 1);
            }
        }

        fixed (IoVector* all = vectors)
        {
            return Read(all, vectors.Length);
        }
    }

    private unsafe int Write(ReadOnlySpan<ReadOnlyMemory<byte>> pieces, Span<IoVector> vectors, int pinned)
    {
        if (pinned < pieces.Length)
        {
            RuntimeHelpers.EnsureSufficientExecutionStack();
            ReadOnlySpan<byte> piece = pieces[pinned].Span;
            fixed (byte* bytes = piece)
            {
                vectors[1 + pinned] = new IoVector { Base = bytes, Length = (nuint)piece.Length };
                return Write(pieces, vectors, pinned + 1);
            }
        }

        fixed (IoVector* all = vectors)
        {
            return Write(all, vectors.Length);
        }
    }
}
