namespace TunPS;

/// <summary>
/// The loop of one direction: reads a packet, writes it, and waits when there is nothing to read or no room. Nothing is
/// allocated, locked or looked up for a packet; what ends the connection is looked at before each.
/// </summary>
internal sealed unsafe partial class Forwarder<TSource, TDestination>
    where TSource : struct, IForwardingPort
    where TDestination : struct, IForwardingPort
{
    private readonly TSource _source;
    private readonly TDestination _destination;
    private readonly int _sourceHeader;
    private readonly int _destinationHeader;
    private readonly ConnectionEnding _ending;
    private readonly TunConnectionDirection _direction;
    private readonly TunLayer _layer;
    private readonly PacketFilter? _filter;
    private readonly MirrorQueue? _mirror;
    private readonly long _seed;

    // A packet lies always at the same place, with room for a header before it. So it need not be moved when only one of
    // the two ends has headers.
    private readonly byte[] _buffer = GC.AllocateArray<byte>(VirtioHeader.Size + SegmentQueue.MaximumLength, pinned: true);
    private readonly byte* _packet;

    private VirtioHeader* Header => (VirtioHeader*)(_packet - VirtioHeader.Size);

    internal Forwarder(
        TSource source,
        TDestination destination,
        TunLayer layer,
        ConnectionEnding ending,
        TunConnectionDirection direction,
        PacketFilter? filter,
        MirrorQueue? mirror,
        long seed)
    {
        _source = source;
        _destination = destination;
        _sourceHeader = source.HeaderSize;
        _destinationHeader = destination.HeaderSize;
        _layer = layer;
        _ending = ending;
        _direction = direction;
        _filter = filter is { IsEmpty: false } ? filter : null;
        _mirror = mirror;
        _seed = seed;

        // The array never moves, and lives as long as this object.
        fixed (byte* buffer = _buffer)
        {
            _packet = buffer + VirtioHeader.Size;
        }

        _batch = destination.CreateBatch();
        if (_batch is not null)
        {
            _batchBuffer = GC.AllocateUninitializedArray<byte>(MaxBatchBytes);
            _lengths = new int[MaxBatchCount];
        }
    }

    /// <summary>Forwards until the connection ends.</summary>
    /// <exception cref="TunException">One of the ends has failed.</exception>
    /// <exception cref="ObjectDisposedException">A device was closed, or one of the events disposed.</exception>
    internal void Run()
    {
        try
        {
            while (!InterruptEvent.IsAnyOver(_ending.All))
            {
                if (_direction.IsImpaired)
                {
                    RunImpaired();
                }
                else if (_sourceHeader == 0 && _destinationHeader != 0)
                {
                    RunJoining();
                }
                else
                {
                    RunDirect();
                }
            }
        }
        finally
        {
            GC.KeepAlive(_buffer);
        }
    }

    // Both ends have headers, or none has, or only the source: the destination is then written to packet by packet.
    private void RunDirect()
    {
        InterruptEvent[] endings = _ending.All;
        ref ForwardingCounters counters = ref _direction.Counters;
        int header = _sourceHeader;
        byte* begin = _packet - header;
        VirtioHeader* virtio = (VirtioHeader*)begin;
        bool isRaw = header == _destinationHeader;
        bool looks = _filter is not null || _mirror is not null;
        for (uint reads = 0; !InterruptEvent.IsAnyOver(endings) && !_direction.IsImpaired; reads++)
        {
            if (reads % ReadsPerLookAtPending == 0)
            {
                ForwardPending();
            }

            int read = _source.Read(begin, SegmentQueue.MaximumLength + header);
            if (read <= header)
            {
                OnNoPacket(read);
                continue;
            }

            int length = read - header;
            bool isSuper = header != 0 && virtio->GsoType != VirtioHeader.VIRTIO_NET_HDR_GSO_NONE;
            if (looks && !Look(_packet, length, isSuper))
            {
                continue;
            }

            if (!isRaw || (isSuper && MustSplit(virtio->GsoType)))
            {
                SendParts(length);
                continue;
            }

            int written = _destination.Write(begin, read);
            if (written < 0 && !SendAgain(length, -written))
            {
                continue;
            }

            if (isSuper)
            {
                (int count, long bytes) = SuperPacketSize.Measure(*virtio, _packet, length);
                counters.Packets += count;
                counters.Bytes += bytes;
            }
            else
            {
                counters.Packets++;
                counters.Bytes += length;
            }
        }
    }

    /// <summary>Whether the packet passes the filter; gives a copy to the mirror if so.</summary>
    private bool Look(byte* packet, int length, bool isSuper)
    {
        if (_filter is not null && !_filter.Matches(new ReadOnlySpan<byte>(packet, length), _layer))
        {
            _direction.Counters.Rejected += isSuper ? CountOf(length) : 1;
            return false;
        }

        if (_mirror is not null)
        {
            VirtioHeader header = packet == _packet ? *Header : default;
            _mirror.Offer(header, new ReadOnlySpan<byte>(packet, length), isSuper ? CountOf(length) : 1);
        }

        return true;
    }
}
