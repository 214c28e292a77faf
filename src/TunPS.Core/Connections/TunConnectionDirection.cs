namespace TunPS;

/// <summary>
/// One of the two directions of a connection: what has passed, and what has not. The counts may be read at any time, from
/// any thread; a super-packet of a device with offload counts as the packets in it.
/// </summary>
public sealed class TunConnectionDirection
{
    private ForwardingCounters _counters;
    private readonly object _setting = new();
    private volatile Impairment _impairment;
    private volatile bool _isImpaired;

    internal TunConnectionDirection(Impairment impairment)
    {
        _impairment = Impairment.None;
        Impairment = impairment;
    }

    /// <summary>Whether packets have to go through a line. Looked at before each.</summary>
    internal bool IsImpaired => _isImpaired;

    /// <summary>
    /// What happens to the packets on their way. It may be changed while the connection runs, and then holds from the next
    /// packet on. Packets that are under way keep the time at which they leave; those that come later follow behind them,
    /// also when the impairment is taken away.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// There is a <see cref="Impairment.Reorder"/>, and neither a delay nor a jitter.
    /// </exception>
    public Impairment Impairment
    {
        get => _impairment;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.ThrowIfInvalid();

            // Half by one and half by another who sets it at once, the loop would find that it is impaired, and by
            // nothing, again and again.
            lock (_setting)
            {
                // As it was given: a limit of the queue alone impairs nothing, and counts when there is a delay later.
                _impairment = value;
                _isImpaired = !value.IsNone;
            }
        }
    }

    /// <summary>The packets that were passed on.</summary>
    public long Packets => Volatile.Read(ref _counters.Packets);

    /// <summary>The bytes of these packets, from the IP or Ethernet header on.</summary>
    public long Bytes => Volatile.Read(ref _counters.Bytes);

    /// <summary>The packets that the filter did not let through.</summary>
    public long RejectedPackets => Volatile.Read(ref _counters.Rejected);

    /// <summary>
    /// The packets that the other side could not take: it is down, has no room, or takes no packets of that kind, such as
    /// datagrams of more than 65507 bytes over UDP. Also what came and is no packet.
    /// </summary>
    public long DroppedPackets => Volatile.Read(ref _counters.Dropped) + (Link?.MalformedPackets ?? 0);

    /// <summary>The packets that an impairment lost.</summary>
    public long LostPackets => Volatile.Read(ref _counters.Lost);

    /// <summary>The packets that an impairment sent twice.</summary>
    public long DuplicatedPackets => Volatile.Read(ref _counters.Duplicated);

    /// <summary>The packets that an impairment sent before others that had come earlier.</summary>
    public long ReorderedPackets => Volatile.Read(ref _counters.Reordered);

    /// <summary>The packets for which the line of an impairment had no room.</summary>
    public long OverflowedPackets => Volatile.Read(ref _counters.Overflowed);

    /// <summary>
    /// The packets that are in the line of an impairment now, or were when the connection ended: those are lost with it.
    /// </summary>
    public long QueuedPackets => Volatile.Read(ref _counters.Queued);

    /// <summary>
    /// The datagrams that came from somebody else than the remote end point, and were dropped; of
    /// <see cref="TunConnection.Backward"/> of a connection over UDP only.
    /// </summary>
    public long ForeignPackets => Link?.ForeignPackets ?? 0;

    /// <summary>The packets of which a copy was given to the mirror.</summary>
    public long MirroredPackets => Volatile.Read(ref _counters.Mirrored);

    /// <summary>The packets that were to be mirrored, and for which the mirror was too slow.</summary>
    public long MissedPackets => Volatile.Read(ref _counters.Missed) + Volatile.Read(ref _counters.Abandoned);

    /// <summary>Where the packets come from, when that is a socket.</summary>
    internal UdpLink? Link { get; set; }

    /// <summary>What was passed on, for the prompt and for logs.</summary>
    public override string ToString() => $"{Quantity.Of(Packets, "packet")}, {Quantity.Of(Bytes, "byte")}";

    /// <summary>What the forwarding thread counts, and nobody else.</summary>
    internal ref ForwardingCounters Counters => ref _counters;
}
