using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>
/// A request to the kernel under construction: nlmsghdr, the family's header, attributes (netlink(7), rtnetlink(7)).
/// Everything is in host byte order and aligned to 4 bytes.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class NetlinkMessage
{
    // The longest has an alias of 255 bytes.
    private readonly byte[] _bytes = new byte[512];
    private int _length = NetlinkReader.HeaderSize;

    private NetlinkMessage(ushort type, ushort flags)
    {
        Write(4, type);
        Write(6, (ushort)(flags | RtnetlinkConstants.NLM_F_REQUEST));
    }

    /// <summary>Starts a message with its type, flags and family header.</summary>
    internal static NetlinkMessage Create<THeader>(ushort type, ushort flags, THeader header)
        where THeader : unmanaged
    {
        NetlinkMessage message = new(type, flags);
        message.Write(message._length, header);
        message._length += Marshal.SizeOf<THeader>();
        return message;
    }

    internal NetlinkMessage With<TValue>(ushort attribute, TValue value)
        where TValue : unmanaged
        => With(attribute, MemoryMarshal.AsBytes(new ReadOnlySpan<TValue>(in value)));

    internal NetlinkMessage With(ushort attribute, ReadOnlySpan<byte> value)
    {
        // The length counts the header and the value, not the padding.
        Write(_length, (ushort)(NetlinkReader.AttributeHeaderSize + value.Length));
        Write(_length + 2, attribute);
        value.CopyTo(_bytes.AsSpan(_length + NetlinkReader.AttributeHeaderSize));
        _length += NetlinkReader.Align(NetlinkReader.AttributeHeaderSize + value.Length);
        return this;
    }

    /// <summary>The bytes to send.</summary>
    internal ReadOnlySpan<byte> ToBytes(uint sequence)
    {
        Write(0, (uint)_length);
        Write(8, sequence);
        return _bytes.AsSpan(0, _length);
    }

    private void Write<TValue>(int offset, TValue value)
        where TValue : unmanaged
        => MemoryMarshal.Write(_bytes.AsSpan(offset), in value);
}
