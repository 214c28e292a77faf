namespace TunPS;

/// <summary>
/// Takes a pcapng file apart: sections of either byte order, interfaces, and packets of three kinds. Blocks of all
/// other types are passed over.
/// </summary>
internal sealed class PcapngDecoder : CaptureDecoder
{
    private readonly List<CaptureInterface> _interfaces = [];
    private ByteOrder _order;

    /// <exception cref="InvalidDataException">The file's first block is incomplete, or makes no sense.</exception>
    internal PcapngDecoder(CaptureSource source)
        : base(source)
    {
        if (!TryTakeBlock(out _, out _))
        {
            throw new InvalidDataException(
                Problem is { IsTruncated: false } problem
                    ? $"It looks like a pcapng file. {problem.Message}"
                    : "It looks like a pcapng file, but ends within its first block.");
        }
    }

    internal override CaptureFormat Format => CaptureFormat.Pcapng;

    /// <summary>
    /// The byte order of the present section; of one that has just begun only once its header is whole.
    /// </summary>
    internal ByteOrder Order { get; private set; }

    /// <summary>Where the present section begins.</summary>
    internal long SectionOffset { get; private set; }

    /// <summary>The interfaces of the present section.</summary>
    internal IReadOnlyList<CaptureInterface> Interfaces => _interfaces;

    private protected override bool TryDecode(out CaptureRecord record)
    {
        record = default;
        while (true)
        {
            long offset = Source.Position;
            if (!TryTakeBlock(out uint type, out ReadOnlySpan<byte> block))
            {
                return false;
            }

            switch (type)
            {
                case PcapngFormat.EnhancedPacket or PcapngFormat.ObsoletePacket:
                    return TryReadPacket(type, block, offset, out record);
                case PcapngFormat.SimplePacket:
                    return TryReadSimplePacket(block, offset, out record);
                default:
                    break;
            }
        }
    }

    // Packets and descriptions come whole; all other blocks, which may be of any length, come empty.
    private bool TryTakeBlock(out uint type, out ReadOnlySpan<byte> block)
    {
        type = 0;
        block = default;
        long offset = Source.Position;
        if (!Source.TryPeek(PcapngFormat.MinBlockLength, out ReadOnlySpan<byte> start))
        {
            return Truncated(offset);
        }

        type = _order.ReadUInt32(start);
        if (type == PcapngFormat.SectionHeader && !TryFindByteOrder(start))
        {
            return Damaged(offset, "a section has no byte order");
        }

        uint length = _order.ReadUInt32(start[4..]);
        if (length < LeastLength(type) || length % 4 != 0)
        {
            return Damaged(offset, $"a block of {Quantity.Of(length, "byte")} is none");
        }

        if (LeastLength(type) == PcapngFormat.MinBlockLength)
        {
            return TryPassOver(length, offset);
        }

        if (length > MaxLength)
        {
            return Damaged(offset, $"a block of {length} bytes for one packet is none");
        }

        if (!Source.TryPeek((int)length, out block))
        {
            return Truncated(offset);
        }

        if (!CheckTrailer(block[^PcapngFormat.BlockTrailerLength..], length, offset))
        {
            return false;
        }

        Source.Take((int)length);
        return type switch
        {
            PcapngFormat.SectionHeader => TryBeginSection(block, offset),
            PcapngFormat.InterfaceDescription => TryAddInterface(block, offset),
            _ => true,
        };
    }

    private bool TryPassOver(uint length, long offset)
    {
        if (!Source.TrySkip(length - PcapngFormat.BlockTrailerLength)
            || !Source.TryPeek(PcapngFormat.BlockTrailerLength, out ReadOnlySpan<byte> trailer))
        {
            return Truncated(offset);
        }

        if (!CheckTrailer(trailer, length, offset))
        {
            return false;
        }

        Source.Take(PcapngFormat.BlockTrailerLength);
        return true;
    }

    private bool CheckTrailer(ReadOnlySpan<byte> trailer, uint length, long offset)
        => _order.ReadUInt32(trailer) is uint again && (again == length
            || Damaged(offset, $"a block has {Quantity.Of(length, "byte")} by its beginning and {again} by its end"));

    private bool TryFindByteOrder(ReadOnlySpan<byte> start)
    {
        foreach (ByteOrder order in (ReadOnlySpan<ByteOrder>)[new(false), new(true)])
        {
            if (order.ReadUInt32(start[PcapngFormat.BlockHeaderLength..]) == PcapngFormat.ByteOrderMagic)
            {
                _order = order;
                return true;
            }
        }

        return false;
    }

    private bool TryBeginSection(ReadOnlySpan<byte> block, long offset)
    {
        ushort major = _order.ReadUInt16(block[12..]);
        if (major != PcapngFormat.MajorVersion)
        {
            return Damaged(offset, $"a section of version {major}.{_order.ReadUInt16(block[14..])} cannot be read");
        }

        Order = _order;
        SectionOffset = offset;
        _interfaces.Clear();
        return true;
    }

    private bool TryAddInterface(ReadOnlySpan<byte> block, long offset)
    {
        string? name = null;
        byte resolution = 6;
        long timeOffset = 0;
        PcapngOptions options = new(_order, block[16..^PcapngFormat.BlockTrailerLength]);
        while (options.TryTake(out ushort code, out ReadOnlySpan<byte> value))
        {
            switch (code)
            {
                case PcapngFormat.InterfaceName:
                    name = PcapngOptions.ReadText(value);
                    break;
                case PcapngFormat.TimeResolution when value.Length >= 1:
                    resolution = value[0];
                    break;
                case PcapngFormat.TimeOffset when value.Length >= 8:
                    timeOffset = _order.ReadInt64(value);
                    break;
                default:
                    break;
            }
        }

        if (options.IsDamaged)
        {
            return Damaged(offset, "an option of an interface is longer than its block");
        }

        _interfaces.Add(new(
            _order.ReadUInt16(block[8..]),
            _order.ReadUInt32(block[12..]),
            name,
            new CaptureClock(resolution, timeOffset)));
        return true;
    }

    private bool TryReadPacket(uint type, ReadOnlySpan<byte> block, long offset, out CaptureRecord record)
    {
        record = default;
        uint index = type == PcapngFormat.EnhancedPacket
            ? _order.ReadUInt32(block[8..])
            : _order.ReadUInt16(block[8..]);
        if (index >= _interfaces.Count)
        {
            return Damaged(offset, $"a packet is of interface {index}, and its section has {_interfaces.Count}");
        }

        ReadOnlySpan<byte> rest = block[28..^PcapngFormat.BlockTrailerLength];
        uint length = _order.ReadUInt32(block[20..]);
        if (length > rest.Length)
        {
            return Damaged(offset, $"a packet of {length} bytes is in a block of {block.Length}");
        }

        CaptureInterface source = _interfaces[(int)index];
        ulong time = ((ulong)_order.ReadUInt32(block[12..]) << 32) | _order.ReadUInt32(block[16..]);
        record = new()
        {
            Bytes = rest[..(int)length],
            LinkType = source.LinkType,
            Device = source.Name,
            UnixTimeNanoseconds = source.Clock.ToUnixNanoseconds(time),
            OriginalLength = _order.ReadUInt32(block[24..]),
        };
        return true;
    }

    // Of the first interface, without a time, and without the length of what is there.
    private bool TryReadSimplePacket(ReadOnlySpan<byte> block, long offset, out CaptureRecord record)
    {
        record = default;
        if (_interfaces.Count == 0)
        {
            return Damaged(offset, "a packet is of interface 0, and its section has 0");
        }

        CaptureInterface source = _interfaces[0];
        ReadOnlySpan<byte> rest = block[12..^PcapngFormat.BlockTrailerLength];
        uint originalLength = _order.ReadUInt32(block[8..]);
        uint limit = source.SnapLength == 0 ? uint.MaxValue : source.SnapLength;
        record = new()
        {
            Bytes = rest[..(int)Math.Min(Math.Min(originalLength, limit), (uint)rest.Length)],
            LinkType = source.LinkType,
            Device = source.Name,
            OriginalLength = originalLength,
        };
        return true;
    }

    private static int LeastLength(uint type) => type switch
    {
        PcapngFormat.SectionHeader => PcapngFormat.SectionHeaderLength,
        PcapngFormat.InterfaceDescription => PcapngFormat.InterfaceDescriptionLength,
        PcapngFormat.EnhancedPacket or PcapngFormat.ObsoletePacket => PcapngFormat.PacketBlockLength,
        PcapngFormat.SimplePacket => PcapngFormat.SimplePacketLength,
        _ => PcapngFormat.MinBlockLength,
    };
}
