namespace TunPS;

/// <summary>What a connection does with the packets besides passing them on.</summary>
public sealed class TunConnectionOptions
{
    /// <summary>Which packets pass, in both directions; others are dropped and counted. Null: all.</summary>
    public PacketFilter? Filter { get; init; }

    /// <summary>
    /// Is called with a copy of packets that pass the filter, as they leave, of both directions, always on the same thread;
    /// their time is that of the copy. However long it takes, it never holds the forwarding up: what it is too slow for is
    /// counted as missed. At the end it is given what was copied before, but for no longer than a quarter of a second. An
    /// exception that it throws ends the connection. Null: nobody wants copies.
    /// </summary>
    public Action<TunPacket>? Mirror { get; init; }

    /// <summary>Each packet of this number is mirrored, in each direction: 1 for all, 100 for one of a hundred.</summary>
    public int MirrorInterval { get; init; } = 1;

    /// <summary>What happens to the packets of both directions at first: <see cref="TunConnectionDirection.Impairment"/>.</summary>
    public Impairment Impairment { get; init; } = Impairment.None;

    /// <summary>The seed of what impairments leave to chance; null for another one each time.</summary>
    public int? Seed { get; init; }

    /// <summary>Each of them ends the connection when it is or becomes triggered. They are only watched.</summary>
    public IReadOnlyList<InterruptEvent> Events { get; init; } = [];

    /// <exception cref="ArgumentException">An option is out of its range, or null where nothing may be.</exception>
    /// <exception cref="ObjectDisposedException">One of the events is disposed.</exception>
    internal void ThrowIfInvalid()
    {
        if (MirrorInterval < 1)
        {
            throw new ArgumentException(
                $"One of {MirrorInterval} packets cannot be mirrored: the interval is 1 or more.", nameof(MirrorInterval));
        }

        ArgumentNullException.ThrowIfNull(Impairment);
        Impairment.ThrowIfInvalid();
        ArgumentNullException.ThrowIfNull(Events);
        InterruptEvent.ThrowIfDisposed([.. Events]);
    }
}
