namespace TunPS;

/// <summary>
/// Writes batches of packets to a device with offload, as few large ones. Several threads may do so at once, each with
/// a batch of its own.
/// </summary>
internal sealed class OffloadWriter(TunDevice device)
{
    // So many segments of the usual length make up several super-packets. What follows begins new ones.
    private const int MaxBatchCount = 256;

    private readonly Stack<CoalescedBatch> _batches = new();
    private volatile bool _refusesMerged;

    /// <summary>
    /// True once the kernel has refused a packet that was joined of others, and has taken these. Some kernels do; there
    /// is no use in trying again with each of them.
    /// </summary>
    internal bool RefusesMerged
    {
        get => _refusesMerged;
        set => _refusesMerged = value;
    }

    /// <summary>
    /// Sends as many of the first packets as the system takes without a wait. Never throws; whoever wants to know why
    /// it were not more tries again with the next one alone.
    /// </summary>
    internal int Write(
        ReadOnlySpan<byte> packets,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<InterruptEvent> events,
        CancellationToken cancellationToken)
    {
        int sent = 0;
        CoalescedBatch batch = Rent();
        try
        {
            while (lengths.Length > sent)
            {
                Measure(packets, lengths[sent..], out int count, out int bytes);
                ReadOnlySpan<byte> part = packets[..bytes];
                batch.Load(part, lengths.Slice(sent, count));
                int result = batch.Write(part, lengths.Slice(sent, count), events, cancellationToken);
                sent += batch.SentPackets;
                if (result < 0 || count == 0)
                {
                    break;
                }

                packets = packets[bytes..];
            }
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile. How many packets went out before must not be lost with an exception.
            sent += batch.SentPackets;
        }

        Return(batch);
        return sent;
    }

    // As many as make one batch, up to one that no kernel would take.
    private void Measure(ReadOnlySpan<byte> packets, ReadOnlySpan<int> lengths, out int count, out int bytes)
    {
        bytes = 0;
        for (count = 0; count < Math.Min(lengths.Length, MaxBatchCount); count++)
        {
            ReadOnlySpan<byte> packet = packets.Slice(bytes, lengths[count]);
            if (new OutgoingPacket(packet).FindProblem(device.Layer) is not null)
            {
                break;
            }

            bytes += packet.Length;
        }
    }

    private CoalescedBatch Rent()
    {
        lock (_batches)
        {
            return _batches.TryPop(out CoalescedBatch? batch) ? batch : new CoalescedBatch(device, keepsOrder: true);
        }
    }

    private void Return(CoalescedBatch batch)
    {
        lock (_batches)
        {
            _batches.Push(batch);
        }
    }
}
