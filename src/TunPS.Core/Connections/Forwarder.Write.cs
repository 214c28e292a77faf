using TunPS.Native;

namespace TunPS;

/// <content>Writing, in all cases but the usual one.</content>
internal sealed unsafe partial class Forwarder<TSource, TDestination>
{
    private readonly SegmentQueue _segments = new();

    // The kernel has refused a super-packet, and taken the pieces.
    private bool _splitsAll;

    private bool MustSplit(byte gsoType)
        => _splitsAll || (gsoType == VirtioHeader.VIRTIO_NET_HDR_GSO_UDP_L4 && !_destination.TakesUdpSegments);

    /// <summary>Sends what was read with a header to an end that has none, or does not take it: as ordinary packets.</summary>
    private void SendParts(int length)
    {
        VirtioHeader header = *Header;
        Span<byte> packet = new(_packet, length);
        *Header = default;
        if (header.GsoType == VirtioHeader.VIRTIO_NET_HDR_GSO_NONE)
        {
            if (SegmentQueue.Complete(header, packet) is null)
            {
                SendOne(length);
            }
            else
            {
                _direction.Counters.Dropped++;
            }
        }
        else if (_segments.Load(header, packet, _layer) is null)
        {
            while (!_segments.IsEmpty && !InterruptEvent.IsAnyOver(_ending.All))
            {
                SendOne(_segments.Next(new Span<byte>(_packet, SegmentQueue.MaximumLength)));
            }
        }
        else
        {
            _direction.Counters.Dropped++;
        }
    }

    /// <summary>Sends and counts an ordinary packet, before which the header is clear.</summary>
    private void SendOne(int length)
    {
        int written = _destination.Write(_packet - _destinationHeader, length + _destinationHeader);
        if (written >= 0 || SendAgain(length, -written))
        {
            _direction.Counters.Packets++;
            _direction.Counters.Bytes += length;
        }
    }

    /// <summary>
    /// After a write that failed: waits for room and writes again. False when the packet was dropped, which is counted, or
    /// went out in parts, or when the connection ends.
    /// </summary>
    private bool SendAgain(int length, int errno)
    {
        while (errno > 0)
        {
            bool isSuper = _destinationHeader != 0 && Header->GsoType != VirtioHeader.VIRTIO_NET_HDR_GSO_NONE;
            if (isSuper && errno == Errno.EINVAL)
            {
                long packets = _direction.Counters.Packets;
                SendParts(length);
                _splitsAll |= _direction.Counters.Packets > packets;
                return false;
            }

            if (MustDrop(errno))
            {
                _direction.Counters.Dropped += isSuper ? CountOf(length) : 1;
                return false;
            }

            if (errno != Errno.EINTR && !WaitToWrite(errno))
            {
                return false;
            }

            errno = -_destination.Write(_packet - _destinationHeader, length + _destinationHeader);
        }

        return true;
    }

    /// <summary>Whether a packet that was not taken is to be dropped, and not to be tried again.</summary>
    /// <exception cref="TunException">Writing has failed for good.</exception>
    private bool MustDrop(int errno) => errno switch
    {
        Errno.EAGAIN => _destination.IsDown(),
        Errno.EINTR => false,
        _ when _destination.LacksBuffers(errno) => _destination.IsDown(),
        _ => _destination.IsDropped(errno) ? true : throw _destination.WriteFailure(errno),
    };

    private int CountOf(int length) => SuperPacketSize.Measure(*Header, _packet, length).Count;

    /// <summary>Waits until it is worth while to write again; false when the connection ends.</summary>
    private bool WaitToWrite(int errno)
    {
        // The source is watched too, because nobody else notices when it is closed while this thread waits here.
        bool lacksBuffers = errno != Errno.EAGAIN;
        short interest = lacksBuffers ? (short)0 : Posix.POLLOUT;
        ReadOnlySpan<PollTarget> targets = [_destination.Target(interest), _source.Target(0)];
        WaitTerms terms = new(Timeout.InfiniteTimeSpan, _ending.Events, CancellationToken.None);
        WaitResult result = lacksBuffers ? terms.WaitForBuffers(targets) : terms.WaitToWrite(targets);
        EndIfInterrupted(result);
        return result.Status == WaitStatus.Ready;
    }

    // For good: whoever has triggered an event may reset it before anybody else looks.
    private void EndIfInterrupted(WaitResult result)
    {
        if (result.Status == WaitStatus.Interrupted)
        {
            _ending.End();
        }
    }
}
