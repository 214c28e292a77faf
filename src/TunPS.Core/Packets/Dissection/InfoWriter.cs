using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;

namespace TunPS;

/// <summary>
/// Writes a line of text in a buffer of the caller, so that the string is all that it allocates. A line has a greatest
/// length, as Wireshark's columns have one: a packet that says the same a thousand times says it only so often here.
/// </summary>
internal ref struct InfoWriter
{
    /// <summary>How large a buffer holds nearly every line.</summary>
    internal const int BufferSize = 256;

    private const int GreatestLength = 4096;
    private const int GreatestItem = 256;

    private char[]? _rented;
    private Span<char> _buffer;

    internal InfoWriter(Span<char> buffer) => _buffer = buffer;

    /// <summary>The number of characters so far.</summary>
    internal int Length { get; private set; }

    /// <summary>How deep packets within packets lie at this place.</summary>
    internal int Depth { get; set; }

    /// <summary>True when nothing more is taken.</summary>
    internal readonly bool IsFull => Length >= GreatestLength;

    /// <summary>The line; the writer is not to be used again.</summary>
    internal string Finish()
    {
        string line = new(_buffer[..Length].TrimEnd(' '));
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
            _rented = null;
        }

        return line;
    }

    /// <summary>Takes back what came after that many characters.</summary>
    internal void TakeBack(int length) => Length = length;

    internal void Text(string text)
    {
        Span<char> room = Room(text.Length);
        if (room.Length >= text.Length)
        {
            text.CopyTo(room);
            Length += text.Length;
        }
    }

    internal void Character(char character)
    {
        Span<char> room = Room(1);
        if (!room.IsEmpty)
        {
            room[0] = character;
            Length++;
        }
    }

    internal void Number(uint number)
    {
        if (number.TryFormat(Room(GreatestItem), out int written, default, CultureInfo.InvariantCulture))
        {
            Length += written;
        }
    }

    internal void Number(int number) => Number((uint)number);

    /// <summary>The two bytes at the offset as a number.</summary>
    internal void Number16(scoped ReadOnlySpan<byte> bytes, int offset)
        => Number((uint)BinaryPrimitives.ReadUInt16BigEndian(bytes[offset..]));

    /// <summary>The four bytes at the offset as a number.</summary>
    internal void Number32(scoped ReadOnlySpan<byte> bytes, int offset)
        => Number(BinaryPrimitives.ReadUInt32BigEndian(bytes[offset..]));

    /// <summary>A name and a number: "MSS=", 1460.</summary>
    internal void Field(string name, uint number)
    {
        Text(name);
        Number(number);
    }

    /// <summary>A name and a number of bytes: ", ", "1 byte".</summary>
    internal void Bytes(string name, int count)
    {
        Field(name, (uint)count);
        Text(count == 1 ? " byte" : " bytes");
    }

    /// <summary>The bytes in hexadecimal, small letters.</summary>
    internal void Hex(scoped ReadOnlySpan<byte> bytes)
    {
        // As much as the line still takes: an option may have thousands of bytes.
        bytes = bytes[..Math.Min(bytes.Length, Math.Max(GreatestLength - Length, 0) / 2)];
        Span<char> room = Room(bytes.Length * 2);
        for (int i = 0; i < bytes.Length && room.Length >= bytes.Length * 2; i++)
        {
            room[2 * i] = HexDigit(bytes[i] >> 4);
            room[(2 * i) + 1] = HexDigit(bytes[i] & 0xF);
            Length += 2;
        }
    }

    /// <summary>02:00:5e:10:00:01.</summary>
    internal void MacAddress(scoped ReadOnlySpan<byte> address)
    {
        for (int i = 0; i < address.Length; i++)
        {
            if (i > 0)
            {
                Character(':');
            }

            Hex(address.Slice(i, 1));
        }
    }

    internal void IPv4Address(scoped ReadOnlySpan<byte> address)
    {
        Number(address[0]);
        for (int i = 1; i < 4; i++)
        {
            Character('.');
            Number(address[i]);
        }
    }

    /// <summary>RFC 5952, and the last 32 bits as IPv4 where they are an IPv4 address.</summary>
    internal void IPv6Address(scoped ReadOnlySpan<byte> address)
    {
        (int start, int end) = LongestZeros(address);
        bool endsInIPv4 = start == 0 && (end == 6 || (end == 5 && address[10] == 0xFF && address[11] == 0xFF));
        int groups = endsInIPv4 ? 6 : 8;
        for (int group = 0; group < groups; group++)
        {
            if (group == start)
            {
                Text("::");
                group = end - 1;
                continue;
            }

            if (group > 0 && group != end)
            {
                Character(':');
            }

            Group(BinaryPrimitives.ReadUInt16BigEndian(address[(2 * group)..]));
        }

        if (endsInIPv4)
        {
            if (end == 5)
            {
                Character(':');
            }

            IPv4Address(address[12..]);
        }
    }

    /// <summary>Text of the network: UTF-8, with what cannot be shown as C writes it.</summary>
    internal void Foreign(scoped ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && !IsFull)
        {
            _ = System.Text.Rune.DecodeFromUtf8(text, out System.Text.Rune rune, out int length);
            text = text[length..];
            if (System.Text.Rune.IsControl(rune))
            {
                Control(rune.Value);
            }
            else
            {
                Length += rune.EncodeToUtf16(Room(2));
            }
        }
    }

    /// <summary>Says that bytes are missing: because the packet lies, or because a capture cut them off.</summary>
    internal void CutOff(in PacketPart part, int needed, string what)
    {
        if (part.Length >= needed)
        {
            Separate();
            Text("[Packet size limited during capture]");
            return;
        }

        BeginMalformed(what);
        Bytes(" cut off after ", part.Length);
        Character(']');
    }

    /// <summary>Says what is wrong.</summary>
    internal void Malformed(string what)
    {
        BeginMalformed(what);
        Character(']');
    }

    /// <summary>Begins to say what is wrong; the closing bracket is left to the caller.</summary>
    internal void BeginMalformed(string what)
    {
        Separate();
        Text("[Malformed: ");
        Text(what);
    }

    private void Separate()
    {
        if (Length > 0 && _buffer[Length - 1] != ' ')
        {
            Character(' ');
        }
    }

    private void Control(int character)
    {
        int escape = "\a\b\t\n\v\f\r".IndexOf((char)character, StringComparison.Ordinal);
        Character('\\');
        if (escape >= 0)
        {
            Character("abtnvfr"[escape]);
            return;
        }

        for (int shift = 6; shift >= 0; shift -= 3)
        {
            Character((char)('0' + ((character >> shift) & 7)));
        }
    }

    private void Group(int value)
    {
        int digits = value >= 0x1000 ? 4 : value >= 0x100 ? 3 : value >= 0x10 ? 2 : 1;
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        {
            Character(HexDigit((value >> shift) & 0xF));
        }
    }

    private static (int Start, int End) LongestZeros(ReadOnlySpan<byte> address)
    {
        (int start, int end) = (-1, -1);
        for (int group = 0; group < 8; group++)
        {
            int first = group;
            while (group < 8 && address[2 * group] == 0 && address[(2 * group) + 1] == 0)
            {
                group++;
            }

            if (group - first > Math.Max(end - start, 1))
            {
                (start, end) = (first, group);
            }
        }

        return (start, end);
    }

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'a' - 10 + value);

    // Empty when the line is full, so that a writer of anything has to look only here.
    private Span<char> Room(int wanted)
    {
        if (_buffer.Length - Length < wanted)
        {
            Grow(wanted);
        }

        return _buffer[Length..];
    }

    private void Grow(int wanted)
    {
        if (IsFull)
        {
            return;
        }

        char[] larger = ArrayPool<char>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + wanted));
        _buffer[..Length].CopyTo(larger);
        if (_rented is not null)
        {
            ArrayPool<char>.Shared.Return(_rented);
        }

        _rented = larger;
        _buffer = larger;
    }
}
