using System.Buffers.Binary;

namespace TunPS;

/// <summary>Tells by the first bytes what a file is.</summary>
internal static class CaptureKind
{
    // Enough for the marks below.
    private const int Look = 96;

    // In an event trace: the size of its buffers, and the marks of the first event.
    private const int EventTraceKind = 0x4A;

    private static readonly (byte[] Mark, string What)[] s_others =
    [
        ([0x1F, 0x8B], "a gzip-compressed file: unpack it first (gunzip)"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a zstd-compressed file: unpack it first (unzstd)"),
        ([0x04, 0x22, 0x4D, 0x18], "an LZ4-compressed file: unpack it first (unlz4)"),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "an xz-compressed file: unpack it first (unxz)"),
        ("BZh"u8.ToArray(), "a bzip2-compressed file: unpack it first (bunzip2)"),
        ("PK\x03\x04"u8.ToArray(), "a zip archive: unpack it first"),
        ("snoop\0\0\0"u8.ToArray(), "a snoop capture: convert it first (editcap)"),
        ("btsnoop\0"u8.ToArray(), "a Bluetooth capture (btsnoop)"),
        ("GMBU"u8.ToArray(), "a capture of Microsoft Network Monitor: convert it first (editcap)"),
        ("RTSS"u8.ToArray(), "a capture of Microsoft Network Monitor: convert it first (editcap)"),
    ];

    /// <summary>Begins to take the file apart.</summary>
    /// <exception cref="InvalidDataException">It is no capture, or its header makes no sense.</exception>
    internal static CaptureDecoder Open(CaptureSource source)
    {
        if (source.TryPeek(4, out ReadOnlySpan<byte> magic))
        {
            uint number = BinaryPrimitives.ReadUInt32BigEndian(magic);
            if (number == PcapngFormat.SectionHeader)
            {
                return new PcapngDecoder(source);
            }

            foreach (ByteOrder order in (ReadOnlySpan<ByteOrder>)[new(false), new(true)])
            {
                switch (order.ReadUInt32(magic))
                {
                    case PcapFormat.MicrosecondMagic:
                        return new PcapDecoder(source, order, isNanoseconds: false);
                    case PcapFormat.NanosecondMagic:
                        return new PcapDecoder(source, order, isNanoseconds: true);
                    case PcapFormat.ModifiedMagic:
                        throw new InvalidDataException(
                            "It is a pcap file of the modified kind (magic a1b2cd34): convert it first (editcap).");
                    default:
                        break;
                }
            }
        }

        _ = source.TryPeek(Look, out ReadOnlySpan<byte> start);
        throw new InvalidDataException($"It is no pcapng or pcap file, but {Guess(start)}.");
    }

    private static string Guess(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
        {
            return "empty";
        }

        foreach ((byte[] mark, string what) in s_others)
        {
            if (start.StartsWith(mark))
            {
                return what;
            }
        }

        return IsEventTrace(start) ? "a Windows event trace (ETL): convert it first (etl2pcapng)"
            : IsText(start) ? "text"
            : $"something else that begins with the bytes {Convert.ToHexString(start[..Math.Min(4, start.Length)])}";
    }

    private static bool IsEventTrace(ReadOnlySpan<byte> start)
        => start.Length > EventTraceKind + 1
            && BinaryPrimitives.ReadUInt32LittleEndian(start) is > 0 and uint size && size % 1024 == 0
            && start[EventTraceKind] is 1 or 2
            && start[EventTraceKind + 1] == 0xC0;

    // Of the control characters text has only those that move on: tab, line feed, carriage return.
    private static bool IsText(ReadOnlySpan<byte> start)
        => start.IndexOfAnyInRange((byte)0x00, (byte)0x08) < 0 && start.IndexOfAnyInRange((byte)0x0E, (byte)0x1F) < 0;
}
