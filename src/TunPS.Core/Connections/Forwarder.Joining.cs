using TunPS.Native;

namespace TunPS;

/// <content>From an end without headers to one with them: what is there is written as few large packets.</content>
internal sealed unsafe partial class Forwarder<TSource, TDestination>
{
    // As much as makes a few super-packets; and the first packet of a batch has not long to wait for the last.
    private const int MaxBatchCount = 128;
    private const int MaxBatchBytes = 4 * 65536;

    private readonly CoalescedBatch? _batch;
    private readonly int[] _lengths = [];
    private readonly byte[] _batchBuffer = [];
    private int _batchCount;
    private int _batchBytes;

    private bool HasBatchRoom
        => _batchCount < MaxBatchCount && _batchBytes + TunDevice.MaxPacketLength <= MaxBatchBytes;

    private void RunJoining()
    {
        InterruptEvent[] endings = _ending.All;
        bool looks = _filter is not null || _mirror is not null;
        fixed (byte* batch = _batchBuffer)
        {
            while (!InterruptEvent.IsAnyOver(endings) && !_direction.IsImpaired)
            {
                // Those that the filter drops count, too: in a flood of them the others would never leave.
                int read = 1;
                for (int reads = 0;
                    reads < MaxBatchCount
                        && HasBatchRoom
                        && !InterruptEvent.IsAnyOver(endings)
                        && (read = _source.Read(batch + _batchBytes, TunDevice.MaxPacketLength)) > 0;
                    reads++)
                {
                    if (!looks || Look(batch + _batchBytes, read, isSuper: false))
                    {
                        _lengths[_batchCount++] = read;
                        _batchBytes += read;
                    }
                }

                SendBatch();
                if (read <= 0)
                {
                    OnNoPacket(read);
                }
            }
        }
    }

    /// <summary>Sends and counts the batch, and empties it.</summary>
    private void SendBatch()
    {
        if (_batchCount == 0)
        {
            return;
        }

        ReadOnlySpan<byte> packets = _batchBuffer.AsSpan(0, _batchBytes);
        ReadOnlySpan<int> lengths = _lengths.AsSpan(0, _batchCount);
        _batchCount = 0;
        _batchBytes = 0;
        _batch!.Load(packets, lengths);
        try
        {
            int errno;
            while ((errno = -_batch.Write(packets, lengths, _ending.All)) > 0)
            {
                if (MustDrop(errno))
                {
                    _batch.Drop();
                }
                else if (errno != Errno.EINTR && !WaitToWrite(errno))
                {
                    break;
                }
            }
        }
        finally
        {
            _direction.Counters.Packets += _batch.SentPackets;
            _direction.Counters.Bytes += _batch.SentBytes;
            _direction.Counters.Dropped += _batch.DroppedPackets;
        }
    }
}
