using BenchmarkDotNet.Attributes;

namespace TunPS.Benchmarks;

/// <summary>A super-packet of TCP, as long as one can be, and the segments in it.</summary>
public class OffloadBenchmarks
{
    private const int SegmentLength = 1448;
    private const int Segments = 44;
    private const int Headers = 40;

    private readonly SegmentQueue _queue = new();
    private readonly PacketCoalescer _coalescer = new(TunLayer.Tun, coalescesUdp: true, keepsOrder: true);
    private readonly byte[] _superPacket = Sample.Segment(Segments * SegmentLength).Data;
    private readonly byte[] _segments = [.. Enumerable.Range(0, Segments)
        .SelectMany(i => Sample.Segment(SegmentLength, 1 + (uint)(i * SegmentLength)).Data)];

    private readonly int[] _lengths = [.. Enumerable.Repeat(Headers + SegmentLength, Segments)];
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];
    private readonly VirtioHeader _header = new()
    {
        Flags = VirtioHeader.VIRTIO_NET_HDR_F_NEEDS_CSUM,
        GsoType = VirtioHeader.VIRTIO_NET_HDR_GSO_TCPV4,
        HeaderLength = Headers,
        SegmentSize = SegmentLength,
        ChecksumStart = 20,
        ChecksumOffset = 16,
    };

    [Benchmark]
    public int Split()
    {
        if (_queue.Load(_header, _superPacket, TunLayer.Tun) is string problem)
        {
            throw new InvalidOperationException(problem);
        }

        int count = 0;
        while (!_queue.IsEmpty)
        {
            _ = _queue.Next(_buffer);
            count++;
        }

        return count;
    }

    [Benchmark]
    public int Coalesce()
    {
        _coalescer.Load(_segments, _lengths);
        return _coalescer.WriteCount == 1
            ? _coalescer.Slices(0).Length
            : throw new InvalidOperationException("The segments did not become one.");
    }
}
