namespace TunPS;

/// <summary>Writes pcap: the first packet decides which layer the file has, unless it has one.</summary>
internal sealed class PcapEncoder : CaptureEncoder
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly ByteOrder _order;
    private readonly bool _isNanoseconds;
    private TunLayer? _layer;

    /// <summary>For a new file.</summary>
    internal PcapEncoder(CaptureSink sink)
        : base(sink)
    {
        _order = ByteOrder.Native;
        _isNanoseconds = true;
    }

    /// <summary>For a file that has a header already.</summary>
    internal PcapEncoder(CaptureSink sink, ByteOrder order, bool isNanoseconds, TunLayer layer)
        : base(sink)
    {
        _order = order;
        _isNanoseconds = isNanoseconds;
        _layer = layer;
    }

    internal override CaptureFormat Format => CaptureFormat.Pcap;

    internal override void Begin()
    {
        if (_layer is null)
        {
            WriteHeader(TunLayer.Tun);
        }
    }

    private protected override void Encode(TunPacket packet)
    {
        (long seconds, long nanoseconds) = Math.DivRem(packet.UnixTimeNanoseconds, NanosecondsPerSecond);
        if (seconds > uint.MaxValue)
        {
            throw Refusal("its time is after 2106, and pcap has no such times", "pcapng has them: use -Format Pcapng.");
        }

        if (_layer is TunLayer layer && layer != packet.Layer)
        {
            throw Refusal(
                layer == TunLayer.Tun
                    ? "a pcap file has packets of one layer, this one IP packets, and here is an Ethernet frame"
                    : "a pcap file has packets of one layer, this one Ethernet frames, and here is an IP packet",
                "pcapng has both in one file: use -Format Pcapng.");
        }

        if (_layer is null)
        {
            WriteHeader(packet.Layer);
        }

        Span<byte> record = Sink.Take(PcapFormat.RecordHeaderLength + packet.Length);
        _order.Write(record, (uint)seconds);
        _order.Write(record[4..], (uint)(_isNanoseconds ? nanoseconds : nanoseconds / 1000));
        _order.Write(record[8..], (uint)packet.Length);
        _order.Write(record[12..], (uint)packet.OriginalLength);
        packet.Data.CopyTo(record[PcapFormat.RecordHeaderLength..]);
    }

    private void WriteHeader(TunLayer layer)
    {
        _layer = layer;
        Span<byte> header = Sink.Take(PcapFormat.HeaderLength);
        header.Clear();
        _order.Write(header, _isNanoseconds ? PcapFormat.NanosecondMagic : PcapFormat.MicrosecondMagic);
        _order.Write(header[4..], PcapFormat.MajorVersion);
        _order.Write(header[6..], PcapFormat.MinorVersion);
        _order.Write(header[PcapFormat.SnapLengthOffset..], (uint)PcapFormat.MaxPacketLength);
        _order.Write(header[PcapFormat.LinkTypeOffset..], (uint)LinkLayer.Of(layer));
    }
}
