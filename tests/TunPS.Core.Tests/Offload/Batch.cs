namespace TunPS.Core.Tests.Offload;

/// <summary>A batch of packets that a coalescer has sorted, and what is written of it.</summary>
internal sealed class Batch
{
    private readonly PacketCoalescer _coalescer;
    private readonly byte[] _bytes;

    internal Batch(PacketCoalescer coalescer, params IReadOnlyList<byte[]> packets)
    {
        _coalescer = coalescer;
        _bytes = new byte[packets.Sum(packet => packet.Length)];
        int offset = 0;
        foreach (byte[] packet in packets)
        {
            packet.CopyTo(_bytes, offset);
            offset += packet.Length;
        }

        byte[] before = [.. _bytes];
        coalescer.Load(_bytes, (int[])[.. packets.Select(packet => packet.Length)]);
        Assert.True(before.AsSpan().SequenceEqual(_bytes));
    }

    /// <summary>Which packets are in each write.</summary>
    internal List<int[]> Members => [.. Writes.Select(write => _coalescer.Packets(write).ToArray())];

    /// <summary>The same as text, as in "0 1|2".</summary>
    internal string Order => string.Join('|', Members.Select(members => string.Join(' ', members)));

    private IEnumerable<int> Writes => Enumerable.Range(0, _coalescer.WriteCount);

    /// <summary>All bytes of a write: the virtio header, then the packet.</summary>
    internal byte[] Write(int write)
    {
        List<byte> bytes = [.. _coalescer.Header(write)];
        foreach (PayloadSlice slice in _coalescer.Slices(write))
        {
            bytes.AddRange(_bytes.AsSpan(slice.Offset, slice.Length));
        }

        return [.. bytes];
    }
}
