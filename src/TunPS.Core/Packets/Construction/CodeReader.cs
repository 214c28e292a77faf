using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace TunPS;

/// <summary>Reads packets from source code: arrays of 0x45, and strings of \x45.</summary>
internal static partial class CodeReader
{
    private static readonly SearchValues<char> s_stringDecoration = SearchValues.Create("\"'\\;bB() \t\r");

    /// <summary>Reads the arrays of a text in C, or a list of such numbers without braces.</summary>
    internal static IReadOnlyList<byte[]> ReadArrays(string text)
    {
        // Blanks keep the place of what is behind them.
        string code = Comment().Replace(text, match => Blank().Replace(match.Value, " "));
        if (!code.Contains('{', StringComparison.Ordinal))
        {
            return [ReadNumbers(code, 0, code.Length)];
        }

        // What is outside of braces are names and lengths.
        List<byte[]> packets = [];
        for (int open = code.IndexOf('{', StringComparison.Ordinal); open >= 0;)
        {
            int close = code.IndexOf('}', open);
            packets.Add(close < 0
                ? throw Error(code, open, "the brace is never closed.")
                : ReadNumbers(code, open + 1, close));
            open = code.IndexOf('{', close);
        }

        return packets;
    }

    /// <summary>Reads strings; a backslash at the end of a line says that the string goes on in the next one.</summary>
    internal static IReadOnlyList<byte[]> ReadEscapedStrings(string[] lines)
    {
        List<byte[]> packets = [];
        List<byte> bytes = [];
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd();
            int at = 0;
            foreach (Match match in EscapedByte().Matches(line))
            {
                ThrowUnlessDecoration(line, at, match.Index, i);
                bytes.Add(byte.Parse(match.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                at = match.Index + match.Length;
            }

            ThrowUnlessDecoration(line, at, line.Length, i);
            bool goesOn = at < line.Length && line[^1] == '\\';
            if (!goesOn && bytes.Count > 0)
            {
                packets.Add([.. bytes]);
                bytes.Clear();
            }
        }

        if (bytes.Count > 0)
        {
            packets.Add([.. bytes]);
        }

        return packets;
    }

    private static byte[] ReadNumbers(string code, int start, int end)
    {
        List<byte> bytes = [];
        for (Match match = Word().Match(code, start, end - start); match.Success; match = match.NextMatch())
        {
            string digits = match.Value.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? match.Value[2..] : "-";
            if (!byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            {
                throw Error(code, match.Index, $"'{match.Value}' is no byte such as 0x45.");
            }

            bytes.Add(value);
        }

        return [.. bytes];
    }

    private static void ThrowUnlessDecoration(string line, int start, int end, int lineIndex)
    {
        int bad = line.AsSpan(start, end - start).IndexOfAnyExcept(s_stringDecoration);
        if (bad >= 0)
        {
            throw PacketText.Error(lineIndex + 1, start + bad + 1, $@"'{line[start + bad]}' is no byte such as \x45.");
        }
    }

    private static FormatException Error(string text, int index, string problem)
    {
        int lineStart = text.LastIndexOf('\n', index) + 1;
        return PacketText.Error(text.AsSpan(0, index).Count('\n') + 1, index - lineStart + 1, problem);
    }

    [GeneratedRegex(@"/\*.*?\*/|//[^\n]*", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"[^\n]")]
    private static partial Regex Blank();

    [GeneratedRegex(@"[^\s,]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\\x[0-9A-Fa-f]{2}")]
    private static partial Regex EscapedByte();
}
