using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace TunPS;

/// <summary>Writes pcapng: each device of each layer is described before its first packet.</summary>
internal sealed class PcapngEncoder : CaptureEncoder
{
    private const byte TenToTheMinus9 = 9;

    private readonly ByteOrder _order;
    private readonly Dictionary<(string Name, TunLayer Layer), uint> _known = [];
    private uint _count;

    // Packets of one device mostly come in a row.
    private (string Name, TunLayer Layer, uint Index)? _last;

    /// <summary>For a new file.</summary>
    internal PcapngEncoder(CaptureSink sink)
        : base(sink)
    {
        _order = ByteOrder.Native;
        WriteSectionHeader();
    }

    /// <summary>For a file whose last section goes on.</summary>
    internal PcapngEncoder(CaptureSink sink, ByteOrder order, IReadOnlyList<CaptureInterface> interfaces)
        : base(sink)
    {
        _order = order;
        foreach (CaptureInterface each in interfaces)
        {
            if (LinkLayer.LayerOf(each.LinkType) is TunLayer layer && IsLikeOurs(each, layer))
            {
                _ = _known.TryAdd((each.Name ?? string.Empty, layer), _count);
            }

            _count++;
        }
    }

    internal override CaptureFormat Format => CaptureFormat.Pcapng;

    private protected override void Encode(TunPacket packet)
    {
        uint index = IndexOf(packet.Device ?? string.Empty, packet.Layer);
        int length = PcapngFormat.PacketBlockLength + PcapngFormat.Pad(packet.Length);
        Span<byte> block = Sink.Take(length);
        _order.Write(block, PcapngFormat.EnhancedPacket);
        _order.Write(block[4..], (uint)length);
        _order.Write(block[8..], index);
        _order.Write(block[12..], (uint)(packet.UnixTimeNanoseconds >> 32));
        _order.Write(block[16..], (uint)packet.UnixTimeNanoseconds);
        _order.Write(block[20..], (uint)packet.Length);
        _order.Write(block[24..], (uint)packet.OriginalLength);
        Span<byte> rest = block[28..^PcapngFormat.BlockTrailerLength];
        packet.Data.CopyTo(rest);
        rest[packet.Length..].Clear();
        _order.Write(block[^PcapngFormat.BlockTrailerLength..], (uint)length);
    }

    private uint IndexOf(string name, TunLayer layer)
    {
        if (_last is { } last && last.Layer == layer && last.Name == name)
        {
            return last.Index;
        }

        if (!_known.TryGetValue((name, layer), out uint index))
        {
            index = Describe(name, layer);
            _known.Add((name, layer), index);
        }

        _last = (name, layer, index);
        return index;
    }

    private uint Describe(string name, TunLayer layer)
    {
        byte[] text = Encoding.UTF8.GetBytes(name);
        if (text.Length > ushort.MaxValue)
        {
            throw Refusal($"the name of its device has {text.Length} bytes, and {ushort.MaxValue} are the limit", null);
        }

        int length = PcapngFormat.InterfaceDescriptionLength
            + (text.Length == 0 ? 0 : OptionLength(text.Length))
            + OptionLength(1)
            + OptionLength(0);
        Span<byte> block = Sink.Take(length);
        _order.Write(block, PcapngFormat.InterfaceDescription);
        _order.Write(block[4..], (uint)length);
        _order.Write(block[8..], (ushort)LinkLayer.Of(layer));
        _order.Write(block[10..], (ushort)0);
        _order.Write(block[12..], (uint)PcapFormat.MaxPacketLength);
        Span<byte> rest = block[16..];
        if (text.Length > 0)
        {
            rest = WriteOption(rest, PcapngFormat.InterfaceName, text);
        }

        rest = WriteOption(rest, PcapngFormat.TimeResolution, [TenToTheMinus9]);
        rest = WriteOption(rest, PcapngFormat.EndOfOptions, []);
        _order.Write(rest, (uint)length);
        return _count++;
    }

    private void WriteSectionHeader()
    {
        string version = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);
        byte[] application = Encoding.UTF8.GetBytes($"TunPS {version}");
        byte[] system = Encoding.UTF8.GetBytes(RuntimeInformation.OSDescription);
        int length = PcapngFormat.SectionHeaderLength
            + OptionLength(system.Length)
            + OptionLength(application.Length)
            + OptionLength(0);
        Span<byte> block = Sink.Take(length);
        _order.Write(block, PcapngFormat.SectionHeader);
        _order.Write(block[4..], (uint)length);
        _order.Write(block[8..], PcapngFormat.ByteOrderMagic);
        _order.Write(block[12..], PcapngFormat.MajorVersion);
        _order.Write(block[14..], (ushort)0);
        _order.Write(block[PcapngFormat.SectionLengthOffset..], PcapngFormat.UnknownSectionLength);
        Span<byte> rest = WriteOption(block[24..], PcapngFormat.HostSystem, system);
        rest = WriteOption(rest, PcapngFormat.Application, application);
        rest = WriteOption(rest, PcapngFormat.EndOfOptions, []);
        _order.Write(rest, (uint)length);
    }

    private Span<byte> WriteOption(Span<byte> place, ushort code, ReadOnlySpan<byte> value)
    {
        int length = OptionLength(value.Length);
        _order.Write(place, code);
        _order.Write(place[2..], (ushort)value.Length);
        value.CopyTo(place[PcapngFormat.OptionHeaderLength..]);
        place[(PcapngFormat.OptionHeaderLength + value.Length)..length].Clear();
        return place[length..];
    }

    private static int OptionLength(int length) => PcapngFormat.OptionHeaderLength + PcapngFormat.Pad(length);

    // Others may cut our packets, or count another time.
    private static bool IsLikeOurs(CaptureInterface each, TunLayer layer)
        => each.LinkType == LinkLayer.Of(layer)
            && each.Clock == CaptureClock.Nanoseconds
            && each.SnapLength is 0 or >= PcapFormat.MaxPacketLength;
}
