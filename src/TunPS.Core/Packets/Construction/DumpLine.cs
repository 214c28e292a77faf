using System.Globalization;
using System.Text.RegularExpressions;

namespace TunPS;

/// <summary>One line of a hex dump: an offset, bytes, and perhaps text beside them.</summary>
internal sealed partial class DumpLine
{
    // Format-Hex is the one tool whose text follows its bytes like one more of them; it has sixteen in each line.
    private const int FormatHexOffsetDigits = 16;
    private const int FormatHexWidth = 16;

    private readonly int _number;
    private readonly List<byte> _bytes = [];
    private readonly List<int> _gaps = [];
    private int _stopColumn;

    private DumpLine(int number, string digits, long offset)
    {
        _number = number;
        Digits = digits;
        Offset = offset;
    }

    internal long Offset { get; }

    /// <summary>The offset as it is written.</summary>
    internal string Digits { get; }

    /// <summary>How many bytes there are at most: some may be text that looks like bytes.</summary>
    internal int MaxCount => _bytes.Count;

    /// <summary>Null for a line that does not begin like one of a dump.</summary>
    internal static DumpLine? Read(string line, int number)
    {
        Match match = Start().Match(line);
        if (!match.Success)
        {
            return null;
        }

        string digits = match.Groups["digits"].Value;
        DumpLine result = new(number, digits, long.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        result.ReadBytes(line, match.Length);
        return result;
    }

    /// <summary>
    /// How many of them are bytes when no next offset tells: those before a gap, and no more than other lines have.
    /// </summary>
    internal int CountByGap(int? width)
    {
        int max = Math.Min(MaxCount, width ?? (Digits.Length == FormatHexOffsetDigits ? FormatHexWidth : int.MaxValue));
        int count = Math.Min(1, max);

        // A gap of two may be the one that some tools leave after the eighth byte.
        while (count < max && (_gaps[count] < 2 || (_gaps[count] == 2 && count == 8)))
        {
            count++;
        }

        return count;
    }

    internal IEnumerable<byte> Bytes(int count) => _bytes.Take(count);

    /// <summary>Says that the line should have more bytes.</summary>
    internal FormatException TooShort(long count) => PacketText.Error(
        _number, _stopColumn, $"by the next offset there are {count} bytes in this line, and {MaxCount} can be read.");

    /// <summary>Says what is wrong with the offset.</summary>
    internal FormatException BadOffset(string problem)
        => PacketText.Error(_number, 1, $"the offset {Digits} {problem}.");

    private void ReadBytes(string line, int start)
    {
        int at = start;
        while (true)
        {
            int group = at;
            while (group < line.Length && char.IsWhiteSpace(line[group]))
            {
                group++;
            }

            int end = group;
            while (end < line.Length && char.IsAsciiHexDigit(line[end]))
            {
                end++;
            }

            _stopColumn = group + 1;
            bool isWhole = end == line.Length || char.IsWhiteSpace(line[end]);
            if (end == group || (end - group) % 2 != 0 || !isWhole)
            {
                return;
            }

            foreach (byte value in Convert.FromHexString(line.AsSpan(group, end - group)))
            {
                _gaps.Add(_gaps.Count == 0 ? 0 : group - at);
                _bytes.Add(value);
                at = group;
            }

            at = end;
        }
    }

    // Without a colon only single bytes behind it, and a gap before them, make sure that the first group is an offset.
    [GeneratedRegex(@"^\s*(?:(?:0[xX])?(?<digits>[0-9A-Fa-f]{4,15}):(?=\s|$)"
        + @"|(?<digits>[0-9A-Fa-f]{4,5})(?=\s{2,}[0-9A-Fa-f]{2}(?:\s|$))"
        + @"|(?<digits>[0-9A-Fa-f]{6,15})(?=\s+[0-9A-Fa-f]{2}(?:\s|$)|\s*$)"
        + @"|(?<digits>0[0-9A-Fa-f]{15})(?=\s+[0-9A-Fa-f]{2}(?:\s|$)))")]
    private static partial Regex Start();
}
