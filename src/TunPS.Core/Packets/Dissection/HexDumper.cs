namespace TunPS;

/// <summary>Bytes as Wireshark copies them: the offset, sixteen bytes in hexadecimal, and the same as text.</summary>
internal static class HexDumper
{
    private const int BytesPerLine = 16;
    private const int LineLength = 4 + 3 + (3 * BytesPerLine) + 2 + BytesPerLine + 1;

    internal static string Dump(byte[] data)
    {
        if (data.Length == 0)
        {
            return string.Empty;
        }

        int lines = (data.Length + BytesPerLine - 1) / BytesPerLine;
        int last = data.Length - ((lines - 1) * BytesPerLine);
        int length = (lines * LineLength) - 1 - (BytesPerLine - last);
        return string.Create(length, data, static (text, data) =>
        {
            text.Fill(' ');
            for (int start = 0; start < data.Length; start += BytesPerLine)
            {
                Span<char> line = text[(start / BytesPerLine * LineLength)..];
                ReadOnlySpan<byte> bytes = data.AsSpan(start, Math.Min(BytesPerLine, data.Length - start));
                Line(line, start, bytes);
                if (line.Length >= LineLength)
                {
                    line[LineLength - 1] = '\n';
                }
            }
        });
    }

    private static void Line(Span<char> line, int offset, ReadOnlySpan<byte> bytes)
    {
        for (int digit = 0; digit < 4; digit++)
        {
            line[digit] = HexDigit((offset >> (12 - (4 * digit))) & 0xF);
        }

        Span<char> hex = line[7..];
        Span<char> text = line[(7 + (3 * BytesPerLine) + 2)..];
        for (int i = 0; i < bytes.Length; i++)
        {
            hex[3 * i] = HexDigit(bytes[i] >> 4);
            hex[(3 * i) + 1] = HexDigit(bytes[i] & 0xF);
            text[i] = bytes[i] is >= 0x20 and < 0x7F ? (char)bytes[i] : '.';
        }
    }

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'a' - 10 + value);
}
