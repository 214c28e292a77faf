namespace TunPS;

/// <summary>Takes a pcap file apart.</summary>
internal sealed class PcapDecoder : CaptureDecoder
{
    private readonly uint _nanosecondsPerUnit;
    private readonly uint _maxLength;

    /// <exception cref="InvalidDataException">The header is incomplete, or of another version.</exception>
    internal PcapDecoder(CaptureSource source, ByteOrder order, bool isNanoseconds)
        : base(source)
    {
        Order = order;
        IsNanoseconds = isNanoseconds;
        _nanosecondsPerUnit = isNanoseconds ? 1u : 1000u;
        if (!source.TryPeek(PcapFormat.HeaderLength, out ReadOnlySpan<byte> header))
        {
            throw new InvalidDataException("It looks like a pcap file, but ends within its header.");
        }

        ushort major = order.ReadUInt16(header[4..]);
        if (major != PcapFormat.MajorVersion)
        {
            throw new InvalidDataException(
                $"It looks like a pcap file of version {major}.{order.ReadUInt16(header[6..])}; only 2.x can be read.");
        }

        SnapLength = order.ReadUInt32(header[PcapFormat.SnapLengthOffset..]);
        _maxLength = Math.Clamp(SnapLength, PcapFormat.MaxPacketLength, MaxLength);

        // Above are flags about the frame check sequence.
        LinkType = (ushort)order.ReadUInt32(header[PcapFormat.LinkTypeOffset..]);
        source.Take(PcapFormat.HeaderLength);
    }

    internal override CaptureFormat Format => CaptureFormat.Pcap;

    internal ByteOrder Order { get; }

    internal bool IsNanoseconds { get; }

    internal uint SnapLength { get; }

    internal int LinkType { get; }

    private protected override bool TryDecode(out CaptureRecord record)
    {
        record = default;
        long offset = Source.Position;
        if (!Source.TryPeek(PcapFormat.RecordHeaderLength, out ReadOnlySpan<byte> header))
        {
            return Truncated(offset);
        }

        uint seconds = Order.ReadUInt32(header);
        uint fraction = Order.ReadUInt32(header[4..]);
        uint length = Order.ReadUInt32(header[8..]);
        uint originalLength = Order.ReadUInt32(header[12..]);
        if (length > _maxLength)
        {
            return Damaged(offset, $"a packet of {length} bytes is none");
        }

        int whole = PcapFormat.RecordHeaderLength + (int)length;
        if (!Source.TryPeek(whole, out ReadOnlySpan<byte> bytes))
        {
            return Truncated(offset);
        }

        record = new()
        {
            Bytes = bytes[PcapFormat.RecordHeaderLength..],
            LinkType = LinkType,
            UnixTimeNanoseconds = (seconds * 1_000_000_000L) + ((long)fraction * _nanosecondsPerUnit),
            OriginalLength = originalLength,
        };
        Source.Take(whole);
        return true;
    }
}
