using System.Buffers.Binary;

namespace TunPS;

/// <summary>In which order a file has the bytes of its numbers.</summary>
internal readonly record struct ByteOrder(bool IsBigEndian)
{
    internal static ByteOrder Native { get; } = new(!BitConverter.IsLittleEndian);

    internal ushort ReadUInt16(ReadOnlySpan<byte> bytes)
        => IsBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    internal uint ReadUInt32(ReadOnlySpan<byte> bytes)
        => IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    internal long ReadInt64(ReadOnlySpan<byte> bytes)
        => IsBigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes);

    internal void Write(Span<byte> bytes, ushort value)
    {
        if (IsBigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        }
    }

    internal void Write(Span<byte> bytes, uint value)
    {
        if (IsBigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }
    }

    internal void Write(Span<byte> bytes, long value)
    {
        if (IsBigEndian)
        {
            BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        }
    }
}
