using System.Text.RegularExpressions;

namespace TunPS.Tests.Examples;

/// <summary>What stays of a printed line when all that differs from run to run is left out.</summary>
internal static partial class ExampleShape
{
    private const char Cut = '…';

    // So much more may be seen of a line that is not cut off, or later.
    private const int LongestRest = 8;

    // The first that matches at a place counts. What a test of Pester took may come in another unit.
    private static readonly (string Group, string Shape)[] s_shapes =
    [
        ("took", "<time>"),
        ("linklocal", "<link-local>"),
        ("solicited", "<solicited>"),
        ("mac", "<MAC>"),
        ("guid", "<GUID>"),
        ("time", "<time>"),
        ("hex", "<hex>"),
        ("job", "Job#"),
        ("folder", "<folder>"),
        ("measured", "#"),
        ("number", "#"),
    ];

    /// <summary>The shape of a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="isExact">Whether numbers are kept, but for those of milliseconds and the like.</param>
    internal static string Of(string line, bool isExact = false)
    {
        if (HexDump().IsMatch(line))
        {
            return "<hex dump>";
        }

        // What an example prints as a number alone is what it is about.
        bool keepsNumbers = isExact || NumberAlone().IsMatch(line);

        // An address that stands in the example itself is no number: it is kept.
        string words = Varying().Replace(line, match
            => match.Groups["keep"].Success || (keepsNumbers && match.Groups["number"].Success)
            ? match.Value
            : s_shapes.First(shape => match.Groups[shape.Group].Success).Shape);
        return Spaces().Replace(Dashes().Replace(words, "---"), " ").Trim();
    }

    /// <summary>
    /// Whether two shapes are the same. A line that is cut off at the width of the console may be so at another place,
    /// or just not be.
    /// </summary>
    internal static bool AreSame(string one, string other)
        => one == other || IsBegin(one, other) || IsBegin(other, one);

    private static bool IsBegin(string cut, string whole) => cut.EndsWith(Cut)
        && whole.StartsWith(cut[..^1], StringComparison.Ordinal)
        && whole.Length - cut.Length <= LongestRest;

    [GeneratedRegex(@"^\s*[0-9A-Fa-f]{4,16}[: ]{1,3}([0-9A-Fa-f]{2} {0,3}){1,16}( .*)?$")]
    private static partial Regex HexDump();

    [GeneratedRegex(@"^\s*[-+]?\d[\d.,]*\s*$")]
    private static partial Regex NumberAlone();

    [GeneratedRegex(@"-{2,}")]
    private static partial Regex Dashes();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(
        """
        (?<took>(?<=\[[-+!?]\].*\ |Tests\ completed\ in\ )[\d.]+m?s$)
        | (?<folder>(?<![\w/])/(tmp/[\w.-]+|home/\w+|root)(?![\w.-]))
        | (?<linklocal>(?<![\w:])fe80:[0-9A-Fa-f:]*(/\d*)?…?)
        | (?<solicited>(?<![\w:])ff02::1:ff[0-9A-Fa-f:]*…?)
        | (?<guid>(?<!\w)[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?!\w))
        | (?<mac>(?<![\w:-])([0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}|(?=[0-9A-F]*\d)[0-9A-F]{12})(?![\w:-]))
        | (?<time>(?<![\w:.])(\d{4}-\d\d-\d\d([T\ ](?=\d))?)?(\d+\.)?\d{1,2}:\d\d:\d\d(\.\d+)?Z?(?![\w:]))
        | (?<time>(?<![\w:.])\d{4}-\d\d-\d\d(?![\w-]))
        | (?<keep>(?<![\w.])\d{1,3}(\.\d{1,3}){3}(/\d+)?(?![\w.]))
        | (?<keep>(?<![\w:])(?=[0-9A-Fa-f:]*::)[0-9A-Fa-f:]+(/\d+)?)
        | (?<hex>(?<!\w)0x[0-9A-Fa-f]+…?)
        | (?<hex>(?<!\w)(?=[0-9A-Fa-f]*\d)(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{8,}(?!\w)…?)
        | (?<job>(?<!\w)Job\d+(?!\w))
        | (?<measured>(?<![\w.])[-+]?\d([\d./]*\d)?(?=\ ?(ms|µs|s)(?!\w)))
        | (?<number>(?<![\w.])[-+]?\d+(,\d{3})*(\.\d+)*([eE][-+]?\d+)?)
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Varying();
}
