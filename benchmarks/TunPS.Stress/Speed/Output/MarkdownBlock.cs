using System.Globalization;
using System.Text;

namespace TunPS.Stress.Speed.Output;

/// <summary>The figures as a table of a page, which has the place for it between two comments.</summary>
internal static class MarkdownBlock
{
    private const string Begin = "<!-- figures: begin -->";
    private const string End = "<!-- figures: end -->";

    /// <summary>Why a file has no place for the table; null when it has.</summary>
    internal static string? FindProblem(string file)
        => !File.Exists(file) ? $"{file} is not there."
            : FindPlace(File.ReadAllText(file)) is null ? $"{file} has no lines '{Begin}' and '{End}'."
            : null;

    /// <summary>The page with the table in the place of what was there.</summary>
    internal static string Format(string page, Machine machine, IReadOnlyList<Measurement> measurements)
    {
        (int begin, int end) = FindPlace(page)!.Value;
        return $"{page[..begin]}\n\n{machine}.\n\n{FormatTable(measurements)}\n{page[end..]}";
    }

    private static (int Begin, int End)? FindPlace(string page)
    {
        int begin = page.IndexOf(Begin, StringComparison.Ordinal);
        int end = page.IndexOf(End, StringComparison.Ordinal);
        return begin < 0 || end < begin ? null : (begin + Begin.Length, end);
    }

    private static string FormatTable(IReadOnlyList<Measurement> measurements)
    {
        StringBuilder table = new();
        _ = table.Append("| Scenario | What | Unit | TunPS | Against | Ratio | Limit | |\n")
            .Append("|---|---|---|--:|--:|--:|---|---|\n");
        foreach (Measurement measurement in measurements)
        {
            string against = measurement.Baseline is Measurement baseline
                ? $"{baseline.Name}: {Figure.Short(baseline.Median)}"
                : "";
            string median = Figure.Short(measurement.Median);
            string ratio = measurement.Ratio is double value ? Figure.Fine(value) : "";
            _ = table.Append(
                CultureInfo.InvariantCulture,
                $"| `{measurement.Group}` | {Escape(measurement.Name)} | {measurement.Unit} | {median} ");
            _ = table.Append(
                CultureInfo.InvariantCulture,
                $"| {Escape(against)} | {ratio} | {measurement.Limit} | {measurement.Verdict} |\n");
        }

        return table.ToString();
    }

    // What a cell must not have, and what looks like a variable of mathematics to some.
    private static string Escape(string text) => text.Replace("|", "\\|").Replace("$", "\\$");
}
