using System.Text;

namespace TunPS;

/// <summary>The options at the end of a pcapng block, one after the other.</summary>
internal ref struct PcapngOptions(ByteOrder order, ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>True once an option was found that is longer than the rest of the block.</summary>
    internal bool IsDamaged { get; private set; }

    internal bool TryTake(out ushort code, out ReadOnlySpan<byte> value)
    {
        code = 0;
        value = default;
        if (_rest.Length < PcapngFormat.OptionHeaderLength)
        {
            return false;
        }

        code = order.ReadUInt16(_rest);
        int length = order.ReadUInt16(_rest[2..]);
        ReadOnlySpan<byte> behind = _rest[PcapngFormat.OptionHeaderLength..];
        if (code == PcapngFormat.EndOfOptions)
        {
            return false;
        }

        if (length > behind.Length)
        {
            IsDamaged = true;
            return false;
        }

        // The padding of the last one may be missing.
        value = behind[..length];
        _rest = behind[Math.Min(PcapngFormat.Pad(length), behind.Length)..];
        return true;
    }

    /// <summary>Text may end with zeros, though the format knows none; null for an empty one.</summary>
    internal static string? ReadText(ReadOnlySpan<byte> value)
        => value.TrimEnd((byte)0) is { IsEmpty: false } text ? Encoding.UTF8.GetString(text) : null;
}
