namespace TunPS;

/// <summary>
/// Gives the copies of packets to whoever wants them, on a thread of its own. The forwarding threads wake it only when it
/// sleeps, and it does not sleep until nothing has come for a while, so that they seldom pay for a wake-up.
/// </summary>
internal sealed class MirrorThread : IDisposable
{
    private static readonly TimeSpan s_nap = TimeSpan.FromMilliseconds(1);

    // For what was copied before the end; a mirror that is very slow does not hold the end up.
    private static readonly TimeSpan s_graceAtEnd = TimeSpan.FromMilliseconds(250);

    // Then it is the turn of the other direction, or a flood in one would be all that a slow mirror ever sees.
    private const int MaxTurn = 32;

    private readonly InterruptEvent _wake = new();
    private readonly Action<TunPacket> _mirror;
    private readonly int _interval;
    private readonly TunLayer _layer;
    private readonly SegmentQueue _segments = new();
    private readonly byte[] _segment = GC.AllocateUninitializedArray<byte>(SegmentQueue.MaximumLength);
    private readonly List<(MirrorQueue Queue, TunConnectionDirection Direction, string Device)> _sources = [];
    private volatile bool _isAsleep;
    private volatile bool _isOver;
    private Deadline? _end;

    /// <exception cref="TunException">There is no descriptor left.</exception>
    internal MirrorThread(Action<TunPacket> mirror, int interval, TunLayer layer)
    {
        _mirror = mirror;
        _interval = interval;
        _layer = layer;
    }

    /// <summary>Makes a queue for the packets of one direction, before the thread starts.</summary>
    internal MirrorQueue Add(TunConnectionDirection direction, string device)
    {
        MirrorQueue queue = new(_interval, direction, this);
        _sources.Add((queue, direction, device));
        return queue;
    }

    /// <summary>Called by those who add to a queue, after they did.</summary>
    internal void WakeIfAsleep()
    {
        // Either this thread sees that the other one sleeps, or the other one sees what was added.
        Interlocked.MemoryBarrier();
        if (_isAsleep)
        {
            _wake.Trigger();
        }
    }

    /// <summary>Nothing is added any more.</summary>
    internal void End()
    {
        _isOver = true;
        _wake.Trigger();
    }

    /// <summary>Gives out copies until the end. What the mirror throws passes.</summary>
    internal void Run()
    {
        try
        {
            while (!_isOver)
            {
                if (GiveAll())
                {
                    _ = Waiter.Wait([], Deadline.After(s_nap), [_wake], CancellationToken.None);
                }
                else
                {
                    Sleep();
                }
            }

            _ = GiveAll();
        }
        finally
        {
            Abandon();
        }
    }

    public void Dispose() => _wake.Dispose();

    private void Sleep()
    {
        _isAsleep = true;
        Interlocked.MemoryBarrier();
        if (!_isOver && _sources.TrueForAll(source => source.Queue.IsEmpty))
        {
            _ = Waiter.Wait([], Deadline.Never, [_wake], CancellationToken.None);
        }

        _isAsleep = false;
        _wake.Reset();
    }

    /// <summary>Whether no time is left: nothing is added any more, and the grace is over, too.</summary>
    private bool HasRunOut => _isOver && (_end ??= Deadline.After(s_graceAtEnd)).IsOver;

    /// <summary>Gives out what is there, until no time is left; false when nothing was.</summary>
    private bool GiveAll()
    {
        bool any = false;
        bool isMore;
        do
        {
            isMore = false;
            foreach ((MirrorQueue queue, TunConnectionDirection direction, string device) in _sources)
            {
                isMore |= GiveTurn(queue, direction, device);
            }

            any |= isMore;
        }
        while (isMore);

        return any;
    }

    private bool GiveTurn(MirrorQueue queue, TunConnectionDirection direction, string device)
    {
        int count = 0;
        while (count < MaxTurn
            && !HasRunOut
            && queue.TryPeek(out MirrorQueue.Entry entry, out ReadOnlySpan<byte> packet))
        {
            count++;
            if (entry.Header.GsoType == VirtioHeader.VIRTIO_NET_HDR_GSO_NONE)
            {
                byte[] copy = packet.ToArray();
                _ = SegmentQueue.Complete(entry.Header, copy);
                queue.Remove(entry);
                Give(copy, entry, direction, device);
            }
            else
            {
                string? problem = _segments.Load(entry.Header, packet, _layer);
                queue.Remove(entry);
                direction.Counters.Abandoned += problem is null ? 0 : entry.Wanted;
                GiveSegments(entry, direction, device);
            }
        }

        return count > 0;
    }

    private void GiveSegments(in MirrorQueue.Entry entry, TunConnectionDirection direction, string device)
    {
        for (int i = 0; !_segments.IsEmpty; i++)
        {
            int length = _segments.Next(_segment);
            if (i < entry.Skip || (i - entry.Skip) % _interval != 0)
            {
                continue;
            }

            if (HasRunOut)
            {
                direction.Counters.Abandoned++;
            }
            else
            {
                Give(_segment.AsSpan(0, length).ToArray(), entry, direction, device);
            }
        }
    }

    private void Give(byte[] packet, in MirrorQueue.Entry entry, TunConnectionDirection direction, string device)
    {
        long nanoseconds = (entry.Ticks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
        direction.Counters.Mirrored++;
        _mirror(new TunPacket(packet, device, _layer, nanoseconds, packet.Length));
    }

    private void Abandon()
    {
        foreach ((MirrorQueue queue, TunConnectionDirection direction, _) in _sources)
        {
            while (queue.TryPeek(out MirrorQueue.Entry entry, out _))
            {
                direction.Counters.Abandoned += entry.Wanted;
                queue.Remove(entry);
            }
        }
    }
}
