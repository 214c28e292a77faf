using System.Diagnostics;
using TunPS.Platform;

namespace TunPS;

/// <content>With an impairment: packets go through a line, and leave when they are due.</content>
internal sealed unsafe partial class Forwarder<TSource, TDestination>
{
    // When very many are due at once, reading goes on between them.
    private const int MaxSendsPerRead = MaxBatchCount;

    private DelayLine? _line;

    // Until the impairment is taken away and the line is empty.
    private void RunImpaired()
    {
        if (_line is null)
        {
            // By default the system wakes a thread up to 50 us late, to save power.
            TunPlatform.Current.SharpenTimers();
            _line = new DelayLine(_direction.Impairment, _seed);
        }

        for (uint reads = 0; !InterruptEvent.IsAnyOver(_ending.All); reads++)
        {
            if (reads % ReadsPerLookAtPending == 0)
            {
                AdmitPending(_line);
            }

            Impairment impairment = _direction.Impairment;
            if (impairment.IsNone && _line.QueuedPackets == 0)
            {
                return;
            }

            _line.Impairment = impairment;
            int read = _source.Read(_packet - _sourceHeader, SegmentQueue.MaximumLength + _sourceHeader);
            if (read > _sourceHeader)
            {
                Admit(read - _sourceHeader);
            }
            else if (read >= 0)
            {
                _direction.Counters.Dropped++;
            }

            bool isIdle = read < 0 && IsNothingThere(-read);
            bool hasSent = SendDue();
            Publish(_line);
            if (isIdle && !hasSent)
            {
                AdmitPending(_line);
                WaitToRead(_line.NextDue is long due ? Deadline.At(due) : Deadline.Never);
            }
        }

        Publish(_line);
    }

    /// <summary>Sends what was read into the line, as ordinary packets.</summary>
    private void Admit(int length)
    {
        VirtioHeader header = _sourceHeader == 0 ? default : *Header;
        Span<byte> packet = new(_packet, length);
        bool isSuper = header.GsoType != VirtioHeader.VIRTIO_NET_HDR_GSO_NONE;
        if (_filter is not null && !_filter.Matches(packet, _layer))
        {
            _direction.Counters.Rejected += isSuper ? CountOf(length) : 1;
        }
        else if ((isSuper ? _segments.Load(header, packet, _layer) : SegmentQueue.Complete(header, packet)) is not null)
        {
            _direction.Counters.Dropped++;
        }
        else if (!isSuper)
        {
            _line!.Admit(packet, Now);
        }
        else
        {
            long now = Now;
            while (!_segments.IsEmpty)
            {
                int segment = _segments.Next(new Span<byte>(_packet, SegmentQueue.MaximumLength));
                _line!.Admit(new ReadOnlySpan<byte>(_packet, segment), now);
            }
        }
    }

    /// <summary>Sends what is due; false when nothing was.</summary>
    private bool SendDue()
    {
        int count = 0;
        while (count < MaxSendsPerRead
            && !InterruptEvent.IsAnyOver(_ending.All)
            && _line!.TryTake(Now, out ReadOnlySpan<byte> packet))
        {
            count++;
            _mirror?.Offer(default, packet, 1);
            if (_batch is null)
            {
                packet.CopyTo(new Span<byte>(_packet, SegmentQueue.MaximumLength));
                SendOne(packet.Length);
                continue;
            }

            packet.CopyTo(_batchBuffer.AsSpan(_batchBytes));
            _lengths[_batchCount++] = packet.Length;
            _batchBytes += packet.Length;
            if (!HasBatchRoom)
            {
                SendBatch();
            }
        }

        SendBatch();
        return count > 0;
    }

    private void AdmitPending(DelayLine line)
    {
        while (TakePending(out int length))
        {
            if (_filter is not null && !_filter.Matches(new ReadOnlySpan<byte>(_packet, length), _layer))
            {
                _direction.Counters.Rejected++;
            }
            else
            {
                line.Admit(new ReadOnlySpan<byte>(_packet, length), Now);
            }
        }
    }

    private void Publish(DelayLine line)
    {
        ref ForwardingCounters counters = ref _direction.Counters;
        counters.Lost = line.LostPackets;
        counters.Duplicated = line.DuplicatedPackets;
        counters.Reordered = line.ReorderedPackets;
        counters.Overflowed = line.OverflowedPackets;
        counters.Queued = line.QueuedPackets;
    }

    // The clock of .NET counts in nanoseconds on all systems but Windows.
    private static long Now => Stopwatch.GetTimestamp();
}
