using System.Numerics;

namespace TunPS;

/// <summary>
/// Sorts batches of packets into as few writes as can be: those of a TCP or UDP flow that follow each other become one
/// super-packet, from which the kernel, or who reads it, makes the same packets again. Not for two threads at once.
/// </summary>
/// <param name="layer">What the device carries.</param>
/// <param name="coalescesUdp">Whether the device takes super-packets of UDP.</param>
/// <param name="keepsOrder">
/// Whether all packets stay in the order of the batch, and not only those of each flow. Each write then has a run of
/// packets that follow each other in the batch.
/// </param>
internal sealed class PacketCoalescer(TunLayer layer, bool coalescesUdp, bool keepsOrder)
{
    private const int UsualBatch = 128;
    private const int HeaderRoom = VirtioHeader.Size + MergeCandidate.LongestHeader;

    private MergeCandidate[] _candidates = [];
    private MergedPacket[] _items = [];
    private int[] _next = [];
    private int[] _newest = [];
    private int[] _starts = [];
    private int[] _order = [];
    private PayloadSlice[] _slices = [];
    private byte[] _headers = [];

    // Datagrams may not overtake what came later than the items before this one.
    private int _firstOpenUdp;

    /// <summary>How many writes the batch takes.</summary>
    internal int WriteCount { get; private set; }

    private static ReadOnlySpan<byte> EmptyHeader => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>
    /// Sorts a batch, in place of the one before. Of the packets only their places are kept: they have to stay as they
    /// are until they are written.
    /// </summary>
    /// <param name="packets">The packets, one right behind the other.</param>
    /// <param name="lengths">How long each of them is.</param>
    internal void Load(ReadOnlySpan<byte> packets, ReadOnlySpan<int> lengths)
    {
        WriteCount = 0;
        _firstOpenUdp = 0;
        EnsureRoom(lengths.Length);
        _newest.AsSpan().Fill(-1);
        int offset = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            ReadOnlySpan<byte> packet = packets.Slice(offset, lengths[i]);
            _candidates[i] = MergeCandidate.Read(packet, offset, layer, coalescesUdp);
            offset += packet.Length;
            if (!_candidates[i].IsMergeable)
            {
                Add(i, isClosed: true);
                _firstOpenUdp = _candidates[i].IsTcp ? _firstOpenUdp : WriteCount;
            }
            else if (!TryMerge(i, packets, out bool isVerified, out bool isBad))
            {
                Insert(i, isVerified, isBad);
            }
        }

        Finish(packets);
    }

    /// <summary>What is to be sent in front: a virtio header, and of merged packets the headers of the whole.</summary>
    internal ReadOnlySpan<byte> Header(int write) => Item(write).Count == 1
        ? EmptyHeader
        : _headers.AsSpan(write * HeaderRoom, VirtioHeader.Size + _candidates[_items[write].Head].HeaderLength);

    /// <summary>What is to be sent behind that, in this order.</summary>
    internal ReadOnlySpan<PayloadSlice> Slices(int write)
    {
        int count = Item(write).Count;
        return _slices.AsSpan(_starts[write], count);
    }

    /// <summary>The packets in a write, by their place in the batch and in the order of their flow.</summary>
    internal ReadOnlySpan<int> Packets(int write)
    {
        int count = Item(write).Count;
        return _order.AsSpan(_starts[write], count);
    }

    private ref readonly MergedPacket Item(int write)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)write, (uint)WriteCount, nameof(write));
        return ref _items[write];
    }

    // The other packet is only looked at more closely, and its checksum made, when it would fit.
    private bool TryMerge(int packet, ReadOnlySpan<byte> batch, out bool isVerified, out bool isBad)
    {
        ref readonly MergeCandidate candidate = ref _candidates[packet];
        (isVerified, isBad) = (false, false);
        int oldest = candidate.IsTcp ? 0 : _firstOpenUdp;
        for (int i = keepsOrder ? WriteCount - 1 : Newest(candidate.Hash); i >= oldest; i = _items[i].Older)
        {
            ref MergedPacket item = ref _items[i];
            ref readonly MergeCandidate head = ref _candidates[item.Head];
            if (head.IsMergeable && head.Hash == candidate.Hash && candidate.IsSameFlow(head, batch))
            {
                bool appends = false;
                bool fits = !item.IsClosed
                    && candidate.HasSameHeaders(head, batch)
                    && ((appends = item.CanAppend(head, candidate, batch))
                        || (!keepsOrder && item.CanPrepend(head, candidate, batch)));
                if (fits)
                {
                    item.IsVerified = item.IsVerified || head.HasRightChecksums(batch);
                    item.IsClosed = !item.IsVerified;
                    isVerified = isVerified || candidate.HasRightChecksums(batch);
                    isBad = !isVerified;
                    if (item.IsVerified && isVerified)
                    {
                        Join(ref item, packet, appends);
                        return true;
                    }
                }

                // Datagrams do not overtake each other, and a bad packet fits nowhere.
                if (!candidate.IsTcp || isBad)
                {
                    return false;
                }
            }

            if (keepsOrder)
            {
                return false;
            }
        }

        return false;
    }

    private void Join(ref MergedPacket item, int packet, bool appends)
    {
        ref readonly MergeCandidate candidate = ref _candidates[packet];
        if (appends)
        {
            _next[item.Tail] = packet;
            item.Tail = packet;
            item.IsPush = candidate.IsPush;
        }
        else
        {
            _next[packet] = item.Head;
            item.Head = packet;
            item.SegmentSize = candidate.PayloadLength;
        }

        item.Count++;
        item.PayloadLength += candidate.PayloadLength;
    }

    private ref MergedPacket Add(int packet, bool isClosed)
    {
        ref readonly MergeCandidate candidate = ref _candidates[packet];
        ref MergedPacket item = ref _items[WriteCount++];
        item = new()
        {
            Head = packet,
            Tail = packet,
            Count = 1,
            SegmentSize = candidate.PayloadLength,
            PayloadLength = candidate.PayloadLength,
            IsPush = candidate.IsPush,
            IsClosed = isClosed,
            Older = -1,
        };
        return ref item;
    }

    private void Insert(int packet, bool isVerified, bool isBad)
    {
        ref int newest = ref _newest[Bucket(_candidates[packet].Hash)];
        ref MergedPacket item = ref Add(packet, isBad);
        item.IsVerified = isVerified;
        item.Older = newest;
        newest = WriteCount - 1;
    }

    private void Finish(ReadOnlySpan<byte> batch)
    {
        int position = 0;
        for (int write = 0; write < WriteCount; write++)
        {
            ref readonly MergedPacket item = ref _items[write];
            bool isMerged = item.Count > 1;
            _starts[write] = position;
            int packet = item.Head;
            for (int i = 0; i < item.Count; i++)
            {
                ref readonly MergeCandidate candidate = ref _candidates[packet];
                int skipped = isMerged ? candidate.HeaderLength : 0;
                _order[position] = packet;
                _slices[position++] = new(candidate.Offset + skipped, candidate.Length - skipped);
                packet = _next[packet];
            }

            if (isMerged)
            {
                Span<byte> room = _headers.AsSpan(write * HeaderRoom, HeaderRoom);
                _ = item.WriteHeaders(_candidates[item.Head], batch, room);
            }
        }
    }

    private int Newest(int hash) => _newest[Bucket(hash)];

    private int Bucket(int hash) => hash & (_newest.Length - 1);

    private void EnsureRoom(int count)
    {
        if (count <= _items.Length)
        {
            return;
        }

        count = Math.Max(count, UsualBatch);
        _candidates = new MergeCandidate[count];
        _items = new MergedPacket[count];
        _next = new int[count];
        _starts = new int[count];
        _order = new int[count];
        _slices = new PayloadSlice[count];
        _headers = new byte[count * HeaderRoom];
        _newest = new int[BitOperations.RoundUpToPowerOf2((uint)count * 2)];
    }
}
