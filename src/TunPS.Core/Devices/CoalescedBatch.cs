using TunPS.Native;
using TunPS.Platform;

namespace TunPS;

/// <summary>
/// A batch of packets on its way to a device with offload: those that belong together are joined, and written as one.
/// For one thread. Nothing here waits, and a batch for which there is no room goes on where it stopped.
/// </summary>
/// <param name="device">A device with offload.</param>
/// <param name="keepsOrder">
/// Whether what is written is always the first packets of the batch. If not, the packets of a flow stay in order, but
/// flows may pass each other, and more are joined.
/// </param>
internal sealed class CoalescedBatch(TunDevice device, bool keepsOrder)
{
    /// <summary>What <see cref="Write"/> gives when an event or the token ended it.</summary>
    internal const int Interrupted = int.MinValue;

    private readonly PacketCoalescer _coalescer = new(device.Layer, device.HasUdpOffload, keepsOrder);

    // Of each packet of the batch: where it is, and its own number.
    private int[] _offsets = [];
    private int[] _numbers = [];
    private bool _joins;
    private int _writeCount;
    private int _write;
    private int _piece;

    // The write was refused, and its packets go out alone.
    private bool _isApart;

    /// <summary>How many packets were sent since <see cref="Load"/>.</summary>
    internal int SentPackets { get; private set; }

    /// <summary>How many bytes they were.</summary>
    internal long SentBytes { get; private set; }

    /// <summary>How many packets were given up since <see cref="Load"/>.</summary>
    internal int DroppedPackets { get; private set; }

    /// <summary>Begins a batch.</summary>
    /// <param name="packets">The packets, one right behind the other.</param>
    /// <param name="lengths">The length of each in bytes; together they are all that there is.</param>
    internal void Load(ReadOnlySpan<byte> packets, ReadOnlySpan<int> lengths)
    {
        SentPackets = 0;
        SentBytes = 0;
        DroppedPackets = 0;
        _write = 0;
        _piece = 0;
        _isApart = false;
        Locate(lengths);
        _joins = !device.OffloadWriter!.RefusesMerged;
        if (_joins)
        {
            _coalescer.Load(packets, lengths);
        }

        _writeCount = _joins ? _coalescer.WriteCount : lengths.Length;
    }

    /// <summary>Writes what is left of the batch, as far as that goes without a wait.</summary>
    /// <param name="packets">What was loaded.</param>
    /// <param name="lengths">Their lengths, too.</param>
    /// <param name="events">Each of them ends the writing when it is triggered.</param>
    /// <param name="cancellationToken">Ends it as well.</param>
    /// <returns>
    /// 0 when nothing is left, <see cref="Interrupted"/>, or the negative errno of a packet that could not be sent: to go
    /// on with it call this again, and to go on with the next one <see cref="Drop"/> it before.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The device is closed.</exception>
    internal int Write(
        ReadOnlySpan<byte> packets,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<InterruptEvent> events,
        CancellationToken cancellationToken = default)
    {
        while (_write < _writeCount)
        {
            if (cancellationToken.IsCancellationRequested || InterruptEvent.IsAnyOver(events))
            {
                return Interrupted;
            }

            int result = _isApart || !_joins ? WriteOne(packets, lengths) : WriteJoined(packets, lengths);
            if (result < 0)
            {
                return result;
            }
        }

        return 0;
    }

    /// <summary>Gives up the packet, or the packets that were joined, which could not be sent.</summary>
    internal void Drop()
    {
        int count = _isApart ? 1 : Members.Length;
        DroppedPackets += count;
        Advance(count);
    }

    private ReadOnlySpan<int> Members => _joins ? _coalescer.Packets(_write) : _numbers.AsSpan(_write, 1);

    private int WriteJoined(ReadOnlySpan<byte> packets, ReadOnlySpan<int> lengths)
    {
        ReadOnlySpan<PayloadSlice> slices = _coalescer.Slices(_write);
        int result = slices.Length < Posix.IOV_MAX
            ? ((IOffloadQueue)device.Queue).Write(_coalescer.Header(_write), packets, slices)
            : -Errno.EMSGSIZE;
        if (result >= 0)
        {
            Count(lengths, Members);
            Advance(Members.Length);
        }
        else if (result is -Errno.EINVAL or -Errno.EMSGSIZE && Members.Length > 1)
        {
            _isApart = true;
            return 0;
        }

        return result;
    }

    private int WriteOne(ReadOnlySpan<byte> packets, ReadOnlySpan<int> lengths)
    {
        ReadOnlySpan<int> member = Members.Slice(_piece, 1);
        int result = device.Queue.Write(packets.Slice(_offsets[member[0]], lengths[member[0]]));
        if (result >= 0)
        {
            // Only now is it certain that it was not the packet that was refused.
            device.OffloadWriter!.RefusesMerged = true;
            Count(lengths, member);
            Advance(1);
        }

        return result;
    }

    private void Count(ReadOnlySpan<int> lengths, ReadOnlySpan<int> sent)
    {
        SentPackets += sent.Length;
        foreach (int number in sent)
        {
            SentBytes += lengths[number];
        }
    }

    private void Advance(int pieces)
    {
        _piece += pieces;
        if (_piece >= Members.Length)
        {
            _write++;
            _piece = 0;
            _isApart = false;
        }
    }

    private void Locate(ReadOnlySpan<int> lengths)
    {
        if (_offsets.Length < lengths.Length)
        {
            _offsets = new int[lengths.Length];
            _numbers = [.. Enumerable.Range(0, lengths.Length)];
        }

        int offset = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            _offsets[i] = offset;
            offset += lengths[i];
        }
    }
}
