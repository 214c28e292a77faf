namespace TunPS;

/// <summary>Bytes as Wireshark copies them: the offset, sixteen bytes in hexadecimal, and the same as text.</summary>
internal static class HexDumper
{
    private const int BytesPerLine = 16;

    // What follows the offset: spaces, bytes, spaces, text, and the end of the line.
    private const int RestOfLine = 3 + (3 * BytesPerLine) + 2 + BytesPerLine + 1;

    internal static string Dump(byte[] data)
    {
        if (data.Length == 0)
        {
            return string.Empty;
        }

        int lines = (data.Length + BytesPerLine - 1) / BytesPerLine;
        int last = data.Length - ((lines - 1) * BytesPerLine);
        int length = (lines * (Digits(data) + RestOfLine)) - 1 - (BytesPerLine - last);
        return string.Create(length, data, static (text, data) =>
        {
            text.Fill(' ');
            int digits = Digits(data);
            int lineLength = digits + RestOfLine;
            for (int start = 0; start < data.Length; start += BytesPerLine)
            {
                Span<char> line = text[(start / BytesPerLine * lineLength)..];
                ReadOnlySpan<byte> bytes = data.AsSpan(start, Math.Min(BytesPerLine, data.Length - start));
                Line(line, digits, start, bytes);
                if (line.Length >= lineLength)
                {
                    line[lineLength - 1] = '\n';
                }
            }
        });
    }

    // As many as the last offset needs, and all lines alike.
    private static int Digits(byte[] data) => data.Length > 0x10000 ? 6 : 4;

    private static void Line(Span<char> line, int digits, int offset, ReadOnlySpan<byte> bytes)
    {
        for (int digit = 0; digit < digits; digit++)
        {
            line[digit] = HexDigit((offset >> (4 * (digits - 1 - digit))) & 0xF);
        }

        Span<char> hex = line[(digits + 3)..];
        Span<char> text = hex[((3 * BytesPerLine) + 2)..];
        for (int i = 0; i < bytes.Length; i++)
        {
            hex[3 * i] = HexDigit(bytes[i] >> 4);
            hex[(3 * i) + 1] = HexDigit(bytes[i] & 0xF);
            text[i] = bytes[i] is >= 0x20 and < 0x7F ? (char)bytes[i] : '.';
        }
    }

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'a' - 10 + value);
}
