using System.Globalization;

namespace TunPS;

/// <summary>Finds the end of what is good in a file, and goes on there as the file began.</summary>
internal static class CaptureTail
{
    // A writer that was killed leaves less than one packet. More is damage, and may be full of good packets.
    private const long MaxTail = PcapFormat.MaxPacketLength + PcapngFormat.PacketBlockLength;

    /// <param name="stream">A capture that is not empty, from its beginning; stands at its end afterwards.</param>
    /// <param name="sink">Where the encoder writes to.</param>
    /// <param name="format">The format that it has to have; null for any.</param>
    /// <param name="dropped">How many bytes of an incomplete packet at the end were taken away.</param>
    /// <exception cref="InvalidDataException">There is no going on.</exception>
    internal static CaptureEncoder Continue(Stream stream, CaptureSink sink, CaptureFormat? format, out long dropped)
    {
        CaptureDecoder decoder = CaptureKind.Open(new CaptureSource(stream));
        if (format is CaptureFormat wanted && decoder.Format != wanted)
        {
            throw new InvalidDataException($"It is a file of the format {decoder.Format}, and cannot go on in {wanted}.");
        }

        while (decoder.TryNext(out _))
        {
        }

        long end = decoder.Problem?.Offset ?? stream.Length;
        dropped = stream.Length - end;
        if (decoder.Problem is { } problem && (!problem.IsTruncated || dropped > MaxTail))
        {
            throw new InvalidDataException($"{problem.Message} Packets that come behind would be lost.");
        }

        CaptureEncoder encoder = decoder is PcapDecoder pcap
            ? Continue(stream, sink, pcap)
            : Continue(stream, sink, (PcapngDecoder)decoder);
        if (dropped > 0)
        {
            stream.SetLength(end);
        }

        _ = stream.Seek(end, SeekOrigin.Begin);
        return encoder;
    }

    private static PcapEncoder Continue(Stream stream, CaptureSink sink, PcapDecoder pcap)
    {
        if (pcap.LinkType is not (LinkLayer.Ethernet or LinkLayer.Raw or LinkLayer.RawOfBsd or LinkLayer.RawOfOpenBsd))
        {
            throw new InvalidDataException(
                "IP packets and Ethernet frames cannot be appended to a pcap file with the link type "
                + $"{pcap.LinkType.ToString(CultureInfo.InvariantCulture)}.");
        }

        // Readers cut what is longer than the header says.
        if (pcap.SnapLength < PcapFormat.MaxPacketLength)
        {
            Span<byte> number = stackalloc byte[sizeof(uint)];
            pcap.Order.Write(number, (uint)PcapFormat.MaxPacketLength);
            Overwrite(stream, PcapFormat.SnapLengthOffset, number);
        }

        return new(sink, pcap.Order, pcap.IsNanoseconds, LinkLayer.LayerOf(pcap.LinkType)!.Value);
    }

    // The last section goes on, because Wireshark before 4.2 takes the names of the interfaces of a second section
    // from the first.
    private static PcapngEncoder Continue(Stream stream, CaptureSink sink, PcapngDecoder pcapng)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        pcapng.Order.Write(number, PcapngFormat.UnknownSectionLength);
        Overwrite(stream, pcapng.SectionOffset + PcapngFormat.SectionLengthOffset, number);
        return new(sink, pcapng.Order, pcapng.Interfaces);
    }

    private static void Overwrite(Stream stream, long offset, ReadOnlySpan<byte> bytes)
    {
        _ = stream.Seek(offset, SeekOrigin.Begin);
        stream.Write(bytes);
    }
}
