using System.Buffers.Binary;

namespace TunPS;

/// <summary>One resource record of a DNS message, with as much of its data as Wireshark has in a line.</summary>
internal static class DnsRecord
{
    // Type, class, time to live, length of the data.
    private const int FixedLength = 10;
    private const int CacheFlush = 0x80;

    /// <summary>Writes the record at the offset, and moves the offset behind it; false when it is cut off.</summary>
    internal static bool Write(ref InfoWriter writer, ReadOnlySpan<byte> message, ref int offset, bool isMulticast)
    {
        int owner = offset;
        if (!DnsName.Skip(message, ref offset) || offset + FixedLength > message.Length)
        {
            return false;
        }

        int type = BinaryPrimitives.ReadUInt16BigEndian(message[offset..]);
        bool isFlush = isMulticast && (message[offset + 2] & CacheFlush) != 0;
        int length = BinaryPrimitives.ReadUInt16BigEndian(message[(offset + 8)..]);
        offset += FixedLength;
        DnsNames.Type(ref writer, type);
        writer.Text(isFlush ? ", cache flush" : string.Empty);
        if (offset + length > message.Length)
        {
            return false;
        }

        int data = offset;
        offset += length;
        return Data(ref writer, message[..offset], type, data, owner);
    }

    private static bool Data(ref InfoWriter writer, ReadOnlySpan<byte> message, int type, int data, int owner)
    {
        ReadOnlySpan<byte> bytes = message[data..];
        switch (type)
        {
            case 1 when bytes.Length >= 4:
                writer.Character(' ');
                writer.IPv4Address(bytes);
                return true;
            case 28 when bytes.Length >= 16:
                writer.Character(' ');
                writer.IPv6Address(bytes);
                return true;
            case 2 or 5 or 6 or 12 or 39 or 47:
                return Name(ref writer, message, data, numbers: 0);
            case 15 or 36:
                return Name(ref writer, message, data, numbers: 1);
            case 33:
                return Name(ref writer, message, data, numbers: 3);
            case 13:
                return Text(ref writer, ref bytes) && Text(ref writer, ref bytes);
            case 3 or 4 or 7 or 8 or 9 or 10 or 14 or 17 or 18 or 21 or 42 or 49 or 52 or 55:
                writer.Character(' ');
                return DnsName.Write(ref writer, message, owner);
            default:
                return type is not (1 or 28);
        }
    }

    private static bool Name(ref InfoWriter writer, ReadOnlySpan<byte> message, int offset, int numbers)
    {
        int end = offset + (numbers * sizeof(ushort));
        if (end > message.Length)
        {
            return false;
        }

        for (; offset < end; offset += sizeof(ushort))
        {
            writer.Character(' ');
            writer.Number16(message, offset);
        }

        writer.Character(' ');
        return DnsName.Write(ref writer, message, offset);
    }

    private static bool Text(ref InfoWriter writer, ref ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] >= bytes.Length)
        {
            return false;
        }

        writer.Character(' ');
        writer.Foreign(bytes.Slice(1, bytes[0]));
        bytes = bytes[(1 + bytes[0])..];
        return true;
    }
}
