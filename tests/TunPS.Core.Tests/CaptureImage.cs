using System.Text;

namespace TunPS.Core.Tests;

/// <summary>A capture made by hand, number for number, in either byte order.</summary>
internal sealed class CaptureImage(bool isBigEndian = false)
{
    private readonly ByteOrder _order = new(isBigEndian);
    private readonly List<byte> _bytes = [];

    internal byte[] ToArray() => [.. _bytes];

    internal static CaptureImage Pcap(uint magic, uint linkType, bool isBigEndian = false)
        => new CaptureImage(isBigEndian).Add32(magic).Add16(2).Add16(4).Add32(0).Add32(0).Add32(65_535).Add32(linkType);

    internal CaptureImage PcapPacket(uint seconds, uint fraction, byte[] data, int more = 0)
        => Add32(seconds).Add32(fraction).Add32((uint)data.Length).Add32((uint)(data.Length + more)).Add(data);

    /// <summary>Goes on with a section of a byte order of its own.</summary>
    internal CaptureImage Then(CaptureImage other) => Add(other.ToArray());

    internal CaptureImage Section()
        => Block(0x0A0D0D0A, new CaptureImage(isBigEndian).Add32(0x1A2B3C4D).Add16(1).Add16(0).Add64(-1));

    internal CaptureImage Interface(
        int linkType = 101, string? name = null, int? resolution = null, long? offset = null, uint snapLength = 0)
    {
        CaptureImage body = new CaptureImage(isBigEndian).Add16((ushort)linkType).Add16(0).Add32(snapLength);
        if (name is not null)
        {
            _ = body.Option(2, Encoding.UTF8.GetBytes(name));
        }

        if (resolution is int unit)
        {
            _ = body.Option(9, [(byte)unit]);
        }

        if (offset is long seconds)
        {
            _ = body.Option(14, new CaptureImage(isBigEndian).Add64(seconds).ToArray());
        }

        return Block(1, body);
    }

    internal CaptureImage Packet(byte[] data, ulong time = 0, uint index = 0, int more = 0, byte[]? options = null)
        => Block(6, new CaptureImage(isBigEndian)
            .Add32(index)
            .Add32((uint)(time >> 32))
            .Add32((uint)time)
            .Add32((uint)data.Length)
            .Add32((uint)(data.Length + more))
            .Add(data)
            .Pad()
            .Add(options ?? []));

    internal CaptureImage ObsoletePacket(byte[] data, ulong time = 0, ushort index = 0)
        => Block(2, new CaptureImage(isBigEndian)
            .Add16(index)
            .Add16(0xFFFF)
            .Add32((uint)(time >> 32))
            .Add32((uint)time)
            .Add32((uint)data.Length)
            .Add32((uint)data.Length)
            .Add(data));

    internal CaptureImage SimplePacket(byte[] data, int more = 0)
        => Block(3, new CaptureImage(isBigEndian).Add32((uint)(data.Length + more)).Add(data));

    internal CaptureImage Block(uint type, byte[] body) => Block(type, new CaptureImage(isBigEndian).Add(body));

    internal CaptureImage Option(ushort code, byte[] value)
        => Add16(code).Add16((ushort)value.Length).Add(value).Pad();

    internal CaptureImage Add(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    internal CaptureImage Add16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        _order.Write(bytes, value);
        return Add(bytes.ToArray());
    }

    internal CaptureImage Add32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        _order.Write(bytes, value);
        return Add(bytes.ToArray());
    }

    internal CaptureImage Add64(long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        _order.Write(bytes, value);
        return Add(bytes.ToArray());
    }

    private CaptureImage Block(uint type, CaptureImage body)
    {
        byte[] bytes = body.Pad().ToArray();
        uint length = (uint)bytes.Length + 12;
        return Add32(type).Add32(length).Add(bytes).Add32(length);
    }

    private CaptureImage Pad()
    {
        while (_bytes.Count % 4 != 0)
        {
            _bytes.Add(0);
        }

        return this;
    }
}
