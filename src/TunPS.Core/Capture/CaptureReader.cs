using System.Diagnostics.CodeAnalysis;

namespace TunPS;

/// <summary>
/// Reads the packets of a pcapng or pcap file, of either byte order and any time unit, one at a time. Only the packet
/// at hand is in memory, so that files may be of any size, and pipes will do.
/// </summary>
public sealed class CaptureReader : IDisposable
{
    // So often that a watcher of long files sees something, and so seldom that it costs nothing.
    private const int PassedOverPerCall = 4096;

    private readonly Stream _stream;
    private readonly CaptureSource _source;
    private readonly CaptureDecoder _decoder;
    private readonly SortedDictionary<int, long> _skipped = [];

    /// <summary>Reads the beginning of a capture.</summary>
    /// <param name="stream">The file, from its beginning; closed with the reader. It need not be seekable.</param>
    /// <exception cref="InvalidDataException">
    /// This is no capture, or its header is incomplete; the stream stays open.
    /// </exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public CaptureReader(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _source = new CaptureSource(stream);
        _decoder = CaptureKind.Open(_source);
    }

    /// <summary>The format of the file.</summary>
    public CaptureFormat Format => _decoder.Format;

    /// <summary>
    /// Why no packet came any more: the file is cut off, or damaged. Null while packets come, and when the file ends
    /// as it should.
    /// </summary>
    public CaptureProblem? Problem => _decoder.Problem;

    /// <summary>How many bytes of the file the packets until now took.</summary>
    public long Position => _source.Position;

    /// <summary>Which packets are wanted; null for all. Others are counted and passed over.</summary>
    public PacketFilter? Filter { get; init; }

    /// <summary>How many packets were passed over because the filter did not want them.</summary>
    public long RejectedPackets { get; private set; }

    /// <summary>Is called now and then while packets are passed over, which may take long.</summary>
    public Action? PassingOver { get; set; }

    /// <summary>
    /// How many packets were passed over because they are neither IP packets nor Ethernet frames, by the reason in
    /// words.
    /// </summary>
    public IReadOnlyDictionary<string, long> Skipped
        => _skipped.ToDictionary(entry => LinkLayer.Describe(entry.Key), entry => entry.Value);

    /// <summary>What is behind the packets; for those who go on with the file.</summary>
    internal CaptureDecoder Decoder => _decoder;

    /// <summary>Reads the next packet.</summary>
    /// <param name="packet">The packet; its device is the name of the interface, when the file has one.</param>
    /// <param name="cancellationToken">Ends a read that passes over much.</param>
    /// <returns>False at the end; <see cref="Problem"/> says whether the file ends as it should.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool TryRead([NotNullWhen(true)] out TunPacket? packet, CancellationToken cancellationToken = default)
    {
        _source.CancellationToken = cancellationToken;
        for (int passedOver = 1; _decoder.TryNext(out CaptureRecord record); passedOver++)
        {
            if (!LinkLayer.TryUnwrap(record.LinkType, record.Bytes, out TunLayer layer, out int offset))
            {
                _skipped[record.LinkType] = _skipped.GetValueOrDefault(record.LinkType) + 1;
            }
            else if (Filter is null || Filter.Matches(record.Bytes[offset..], layer))
            {
                packet = ToPacket(record, layer, offset);
                return true;
            }
            else
            {
                RejectedPackets++;
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (passedOver % PassedOverPerCall == 0)
            {
                PassingOver?.Invoke();
            }
        }

        packet = null;
        return false;
    }

    /// <summary>Closes the stream.</summary>
    public void Dispose() => _stream.Dispose();

    // What the link layer puts before a packet is no part of its length.
    private static TunPacket ToPacket(CaptureRecord record, TunLayer layer, int offset)
    {
        ReadOnlySpan<byte> data = record.Bytes[offset..];
        long originalLength = Math.Clamp(record.OriginalLength - (long)offset, data.Length, int.MaxValue);
        return new(data.ToArray(), record.Device, layer, record.UnixTimeNanoseconds, (int)originalLength);
    }
}
