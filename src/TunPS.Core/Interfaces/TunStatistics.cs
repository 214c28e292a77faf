namespace TunPS;

/// <summary>
/// What an interface has counted since it was made, from the point of view of the script: received is what the system
/// routed to the interface, sent is what was written to the device. (For the system it is the other way round.)
/// </summary>
public sealed record TunStatistics
{
    /// <summary>Packets that were read.</summary>
    public long ReceivedPackets { get; init; }

    /// <summary>Bytes that were read.</summary>
    public long ReceivedBytes { get; init; }

    /// <summary>Packets that could not be given for another reason than a full queue.</summary>
    public long ReceiveErrors { get; init; }

    /// <summary>
    /// Packets that the system threw away before anybody read them: the queue was full, or nobody had the device open.
    /// </summary>
    public long ReceiveDrops { get; init; }

    /// <summary>Packets that were written, and that the system took.</summary>
    public long SentPackets { get; init; }

    /// <summary>Bytes that were written.</summary>
    public long SentBytes { get; init; }

    /// <summary>Packets that were written, and that made no sense to the system.</summary>
    public long SendErrors { get; init; }

    /// <summary>Packets that were written, and that the system threw away.</summary>
    public long SendDrops { get; init; }

    /// <summary>All packets that were thrown away, in both directions.</summary>
    public long Drops => ReceiveDrops + SendDrops;

    /// <summary>What matters most, in a line.</summary>
    public override string ToString()
        => $"received {Quantity.Of(ReceivedPackets, "packet")}, {ReceiveDrops} dropped; "
            + $"sent {Quantity.Of(SentPackets, "packet")}, {SendDrops} dropped";
}
