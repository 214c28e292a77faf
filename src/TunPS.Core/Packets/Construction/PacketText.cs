using System.Text.RegularExpressions;

namespace TunPS;

/// <summary>
/// Reads packets from text as tools show and copy them: hex dumps with offsets (Wireshark, tshark -x, tcpdump -x, -X
/// and -XX, xxd, hexdump -C, Format-Hex), hex digits, C arrays, escaped strings, and base64.
/// </summary>
public static partial class PacketText
{
    /// <summary>Reads all packets in a text.</summary>
    /// <param name="text">
    /// One or several lines. In a dump each packet begins with the offset 0. Elsewhere a line is a packet, and goes on
    /// in the next line when it is shorter than its header says.
    /// </param>
    /// <param name="layer">Whether the packets are IP packets or Ethernet frames.</param>
    /// <exception cref="FormatException">The text is none of these; the message shows the place.</exception>
    public static IReadOnlyList<byte[]> Parse(string text, TunLayer layer = TunLayer.Tun)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text.Split('\n');
        if (lines.Any(DumpReader.IsFirstLine))
        {
            return DumpReader.Read(lines);
        }

        return Escape().IsMatch(text) ? CodeReader.ReadEscapedStrings(lines)
            : CodeNumber().IsMatch(text) ? CodeReader.ReadArrays(text)
            : PlainTextReader.Read(lines, layer);
    }

    /// <summary>What is wrong with a text, and where; both count from 1.</summary>
    internal static FormatException Error(int line, int column, string problem)
        => new($"Line {line}, column {column} of the text: {problem}");

    [GeneratedRegex(@"\\x[0-9A-Fa-f]{2}")]
    private static partial Regex Escape();

    // Alone among its like: the same letters may be in the middle of base64.
    [GeneratedRegex(@"(?<=^|[\s,{])0[xX][0-9A-Fa-f]{1,2}(?=[\s,}]|$)")]
    private static partial Regex CodeNumber();
}
