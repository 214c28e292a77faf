namespace TunPS;

/// <summary>
/// A line that loses, doubles, holds up and delays packets, as <see cref="Impairment"/> says. It has no clock and waits
/// for nothing: whoever uses it says what time it is, and asks again at <see cref="NextDue"/>. One thread at a time may
/// use it; another may read the counters and set the <see cref="Impairment"/>.
/// <para>
/// A packet goes through these in turn. Loss. Duplicates: the copy goes through the rest alone, right behind the
/// original. Room: a packet that finds none is dropped. The rate limit: packets leave one after the other, each
/// beginning when the line is free, and each taking its bits divided by the rate. Then the delay and the jitter count
/// from the moment when the last bit has left. A packet is never due before one that was admitted earlier, unless it
/// skips the delay (<see cref="Impairment.Reorder"/>): then it is due as soon as it has left.
/// </para>
/// <para>
/// What has been admitted keeps the time it is due at. So when the delay or the rate limit is changed to something
/// faster, those that come later still follow behind those that wait.
/// </para>
/// <para>
/// The same seed with the same packets at the same times gives the same fate, on every machine. Each kind of decision
/// has random numbers of its own: what is lost does not change when a jitter is added.
/// </para>
/// </summary>
internal sealed class DelayLine
{
    /// <summary>How many bytes of packets a line holds at most, whatever its limit: 10 Gbit/s for 0.2 s.</summary>
    internal const long MaxBytes = 256 << 20;

    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int NanosecondsPerTick = 100;

    private readonly PacketPool _pool = new();

    // Each of both is in the order in which its packets are due, because no packet overtakes one of its own kind.
    private readonly Ring<Waiting> _delayed = new();
    private readonly Ring<Waiting> _overtaking = new();

    // When those leave that wait for the rate limit or are just leaving.
    private readonly Ring<long> _leaving = new();

    private RandomStream _loss;
    private RandomStream _duplicate;
    private RandomStream _reorder;
    private RandomStream _jitter;

    private volatile Impairment _impairment;
    private byte[]? _taken;
    private long _sequence;
    private long _lastDue = long.MinValue;

    // When the line is free, and what is left over of a nanosecond then, as a fraction with the rate below it: n
    // packets take n times as long as one, not n roundings less.
    private long _freeAt = long.MinValue;
    private long _fraction;
    private long _rate;

    private long _admitted;
    private long _takenCount;
    private long _lost;
    private long _duplicated;
    private long _reordered;
    private long _overflowed;

    /// <exception cref="ArgumentException">The impairment is invalid.</exception>
    internal DelayLine(Impairment impairment, long seed)
    {
        impairment.ThrowIfInvalid();
        _impairment = impairment;
        _loss = new RandomStream(seed, 0);
        _duplicate = new RandomStream(seed, 1);
        _reorder = new RandomStream(seed, 2);
        _jitter = new RandomStream(seed, 3);
    }

    /// <summary>What the line does to the packets that are admitted from now on.</summary>
    /// <exception cref="ArgumentException">It is invalid.</exception>
    internal Impairment Impairment
    {
        get => _impairment;
        set
        {
            value.ThrowIfInvalid();
            _impairment = value;
        }
    }

    /// <summary>The packets that were given to <see cref="Admit"/>.</summary>
    internal long AdmittedPackets => Volatile.Read(ref _admitted);

    /// <summary>The packets and copies that came out.</summary>
    internal long TakenPackets => Volatile.Read(ref _takenCount);

    /// <summary>The packets that were lost by chance.</summary>
    internal long LostPackets => Volatile.Read(ref _lost);

    /// <summary>The copies that were made, also those that then found no room.</summary>
    internal long DuplicatedPackets => Volatile.Read(ref _duplicated);

    /// <summary>The packets and copies that skipped the delay, whether or not there was one to overtake.</summary>
    internal long ReorderedPackets => Volatile.Read(ref _reordered);

    /// <summary>The packets and copies that found no room.</summary>
    internal long OverflowedPackets => Volatile.Read(ref _overflowed);

    /// <summary>The packets and copies that are in the line.</summary>
    internal int QueuedPackets => _delayed.Count + _overtaking.Count;

    /// <summary>The memory that the line holds for packets, in use and kept.</summary>
    internal long HeldBytes => _pool.UsedBytes + _pool.FreeBytes;

    /// <summary>When the next packet can be taken, in nanoseconds; null when there is none.</summary>
    internal long? NextDue => QueuedPackets == 0 ? null : Next.First.Due;

    // Of two that are due at the same time, the one that was admitted first.
    private Ring<Waiting> Next
        => _overtaking.Count == 0 ? _delayed
            : _delayed.Count == 0 ? _overtaking
            : _overtaking.First.IsBefore(_delayed.First) ? _overtaking : _delayed;

    /// <summary>Sends a packet into the line; it is copied.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="now">The time in nanoseconds, from any beginning; it must not run backwards.</param>
    internal void Admit(ReadOnlySpan<byte> packet, long now)
    {
        Impairment impairment = _impairment;
        _admitted++;
        if (_loss.Hits(impairment.Loss))
        {
            _lost++;
            return;
        }

        Enter(packet, now, impairment);
        if (_duplicate.Hits(impairment.Duplicate))
        {
            _duplicated++;
            Enter(packet, now, impairment);
        }
    }

    /// <summary>Takes the next packet if it is due.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="packet">The packet; valid until the next call, whatever is admitted meanwhile.</param>
    internal bool TryTake(long now, out ReadOnlySpan<byte> packet)
    {
        if (_taken is not null)
        {
            _pool.Return(_taken);
            _taken = null;
        }

        if (QueuedPackets == 0 || Next.First.Due > now)
        {
            packet = default;
            return false;
        }

        Waiting waiting = Next.Take();
        _takenCount++;
        _taken = waiting.Buffer;
        packet = waiting.Buffer.AsSpan(0, waiting.Length);
        return true;
    }

    private void Enter(ReadOnlySpan<byte> packet, long now, Impairment impairment)
    {
        while (_leaving.Count > 0 && _leaving.First <= now)
        {
            _ = _leaving.Take();
        }

        if (!HasRoom(packet.Length, impairment))
        {
            _overflowed++;
            return;
        }

        long left = Leave(packet.Length, now, impairment);
        long delay = impairment.Delay.Ticks * NanosecondsPerTick;
        long jitter = _jitter.Within(impairment.Jitter.Ticks * NanosecondsPerTick);
        bool overtakes = _reorder.Hits(impairment.Reorder);
        long due = left;
        if (overtakes)
        {
            _reordered++;
        }
        else
        {
            due = _lastDue = Math.Max(_lastDue, left + Math.Max(0, delay + jitter));
        }

        byte[] buffer = _pool.Rent(packet.Length);
        packet.CopyTo(buffer);
        (overtakes ? _overtaking : _delayed).Add(new Waiting(buffer, packet.Length, due, _sequence++));
    }

    private bool HasRoom(int length, Impairment impairment)
        => (impairment.QueueLimit is int limit
                ? QueuedPackets < limit
                : impairment.RateLimit is null || _leaving.Count < Impairment.DefaultQueueLimit)
            && _pool.UsedBytes + PacketPool.SizeFor(length) <= MaxBytes;

    /// <summary>When the last bit leaves.</summary>
    private long Leave(int length, long now, Impairment impairment)
    {
        if (_freeAt < now)
        {
            _freeAt = now;
            _fraction = 0;
        }

        // Without a limit a packet takes no time, and yet comes behind those that wait for the one there was.
        if (impairment.RateLimit is BitRate limit)
        {
            _fraction = limit.BitsPerSecond == _rate ? _fraction : 0;
            _rate = limit.BitsPerSecond;
            long time = (length * 8L * NanosecondsPerSecond) + _fraction;
            _freeAt += Math.DivRem(time, _rate, out _fraction);
            _leaving.Add(_freeAt);
        }

        return _freeAt;
    }

    /// <summary>A packet in the line.</summary>
    private readonly record struct Waiting(byte[] Buffer, int Length, long Due, long Sequence)
    {
        internal bool IsBefore(in Waiting other) => Due != other.Due ? Due < other.Due : Sequence < other.Sequence;
    }
}
