using TunPS.Native.Linux;

namespace TunPS;

/// <summary>
/// The loop of one direction: reads a packet, writes it, and waits when there is nothing to read or no room. For what it
/// does with a packet in between there are the methods of the other parts.
/// </summary>
internal sealed unsafe partial class Forwarder<TSource, TDestination>
    where TSource : struct, IForwardingPort
    where TDestination : struct, IForwardingPort
{
    private readonly TSource _source;
    private readonly TDestination _destination;
    private readonly ConnectionEnding _ending;
    private readonly TunConnectionDirection _direction;
    private readonly TunLayer _layer;
    private readonly PacketFilter? _filter;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(TunDevice.MaxPacketLength, pinned: true);

    internal Forwarder(
        TSource source,
        TDestination destination,
        TunLayer layer,
        ConnectionEnding ending,
        TunConnectionDirection direction,
        TunConnectionOptions options)
    {
        _source = source;
        _destination = destination;
        _layer = layer;
        _ending = ending;
        _direction = direction;
        _filter = options.Filter is { IsEmpty: false } filter ? filter : null;
    }

    /// <summary>Forwards until the connection ends.</summary>
    /// <exception cref="TunException">One of the ends has failed.</exception>
    /// <exception cref="ObjectDisposedException">A device was closed, or one of the events disposed.</exception>
    internal void Run()
    {
        InterruptEvent[] endings = _ending.All;
        ref ForwardingCounters counters = ref _direction.Counters;
        fixed (byte* packet = _buffer)
        {
            while (!InterruptEvent.IsAnyOver(endings))
            {
                int length = _source.Read(packet, TunDevice.MaxPacketLength);
                if (length < 0)
                {
                    WaitToRead(-length);
                    continue;
                }

                if (_filter is not null && !_filter.Matches(new ReadOnlySpan<byte>(packet, length), _layer))
                {
                    counters.Rejected++;
                    continue;
                }

                int written = _destination.Write(packet, length);
                if (written >= 0 || WriteAgain(packet, length, -written))
                {
                    counters.Packets++;
                    counters.Bytes += length;
                }
            }
        }
    }

    /// <summary>After a read that failed.</summary>
    private void WaitToRead(int errno)
    {
        if (errno == Errno.EAGAIN)
        {
            PollTarget source = _source.Target(Libc.POLLIN);
            WaitTerms terms = new(Timeout.InfiniteTimeSpan, _ending.Events, CancellationToken.None);
            _ = terms.Wait(new ReadOnlySpan<PollTarget>(in source));
        }
        else if (!_source.CanReadOnAfter(errno))
        {
            throw _source.ReadFailure(errno);
        }
    }
}
