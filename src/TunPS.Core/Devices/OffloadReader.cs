using TunPS.Platform;

namespace TunPS;

/// <summary>
/// Reads a queue with virtio headers as if there were none: a super-packet is split, and its segments come one after the
/// other before anything new, whoever asks; a checksum that the kernel left open is completed.
/// </summary>
/// <remarks>
/// The segments belong to all readers, and so there is a lock. Nothing in it ever waits. A reader sleeps in poll, which
/// knows nothing of segments; one that finds a super-packet while others sleep triggers an event that they watch. Where
/// nobody sleeps that costs no system call.
/// </remarks>
internal sealed class OffloadReader(IOffloadQueue queue, TunLayer layer) : IDisposable
{
    /// <summary>
    /// What a read gives for a packet that cannot be used; the packet is gone. What was wrong <see cref="TakeProblem"/>
    /// says, once; until then nothing more is read.
    /// </summary>
    internal const int Malformed = int.MinValue;

    private readonly object _gate = new();
    private readonly SegmentQueue _segments = new();
    private readonly InterruptEvent _left = InterruptEvent.CreateDeferred();

    private byte[]? _whole;
    private string? _problem;
    private int _sleepers;

    /// <summary>Whether the next read will find something without asking the kernel.</summary>
    internal bool HasPending
    {
        get
        {
            lock (_gate)
            {
                return HasAny;
            }
        }
    }

    private bool HasAny => !_segments.IsEmpty || _problem is not null;

    private byte[] Whole => _whole ??= GC.AllocateUninitializedArray<byte>(SegmentQueue.MaximumLength);

    /// <summary>Gives the next packet: its length, the negative errno, or <see cref="Malformed"/>. Never waits.</summary>
    internal int Read(Span<byte> buffer)
    {
        lock (_gate)
        {
            return _problem is not null ? Malformed
                : !_segments.IsEmpty ? TakeSegment(buffer)
                : ReadNew(buffer);
        }
    }

    /// <summary>The same, into several buffers one after the other.</summary>
    internal int Read(ReadOnlySpan<Memory<byte>> buffers)
    {
        lock (_gate)
        {
            int length = Read(Whole);
            ReadOnlySpan<byte> packet = length > 0 ? Whole.AsSpan(0, length) : default;
            foreach (Memory<byte> buffer in buffers)
            {
                int count = Math.Min(buffer.Length, packet.Length);
                packet[..count].CopyTo(buffer.Span);
                packet = packet[count..];
            }

            return length;
        }
    }

    /// <summary>What was wrong with a packet, as a sentence; null when another reader has told it.</summary>
    internal string? TakeProblem()
    {
        lock (_gate)
        {
            string? problem = _problem;
            _problem = null;
            ForgetSleepers();
            return problem;
        }
    }

    /// <summary>
    /// Lends a descriptor that becomes readable when a reader leaves something for others. Who has borrowed it looks at
    /// <see cref="HasPending"/> before it sleeps.
    /// </summary>
    internal int BorrowDescriptor()
    {
        int descriptor = _left.BorrowDescriptor();
        lock (_gate)
        {
            _sleepers++;
        }

        return descriptor;
    }

    /// <summary>Gives back what <see cref="BorrowDescriptor"/> lent.</summary>
    internal void ReturnDescriptor()
    {
        lock (_gate)
        {
            _sleepers--;
        }

        _left.ReturnDescriptor();
    }

    public void Dispose() => _left.Dispose();

    private int ReadNew(Span<byte> buffer)
    {
        int read = queue.Read(out VirtioHeader header, buffer);
        if (read < 0)
        {
            return read;
        }

        // A super-packet fits into any buffer: the kernel itself splits what has more than 65535 bytes with all headers.
        int length = read - VirtioHeader.Size;
        if (length <= 0)
        {
            return Fail($"{Quantity.Of(read, "byte")} came, and the virtio header alone has {VirtioHeader.Size}.");
        }

        bool isSuper = header.GsoType != VirtioHeader.VIRTIO_NET_HDR_GSO_NONE;
        string? problem = isSuper
            ? _segments.Load(header, buffer[..length], layer)
            : SegmentQueue.Complete(header, buffer[..length]);
        return problem is not null ? Fail(problem)
            : isSuper ? TakeFirstSegment(buffer)
            : length;
    }

    private int TakeFirstSegment(Span<byte> buffer)
    {
        int length = TakeSegment(buffer);
        WakeSleepers();
        return length;
    }

    private int TakeSegment(Span<byte> buffer)
    {
        int length = _segments.Next(buffer);
        ForgetSleepers();
        return length;
    }

    private int Fail(string problem)
    {
        _problem = problem;
        WakeSleepers();
        return Malformed;
    }

    private void WakeSleepers()
    {
        if (_sleepers > 0 && HasAny)
        {
            _left.Trigger();
        }
    }

    // Triggered with nothing left would make those who sleep spin.
    private void ForgetSleepers()
    {
        if (_left.IsTriggered && !HasAny)
        {
            _left.Reset();
        }
    }
}
