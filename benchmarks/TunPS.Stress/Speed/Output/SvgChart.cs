using System.Globalization;
using System.Security;
using System.Text;

namespace TunPS.Stress.Speed.Output;

/// <summary>
/// The ratios to C as a chart of bars. Its colours are those in the middle, so that it can be read on a light page and
/// on a dark one.
/// </summary>
internal static class SvgChart
{
    private const int LineHeight = 24;
    private const int BarHeight = 14;
    private const int NameWidth = 390;
    private const int BarsWidth = 300;
    private const int FigureWidth = 120;
    private const string Text = "#767676";
    private const string Line = "#8c8c8c";
    private const string Held = "#3b82c4";
    private const string Missed = "#d97706";
    private const string LimitLine = "#d1345b";

    internal static string Format(Machine machine, IReadOnlyList<Measurement> measurements)
    {
        Measurement[] compared = [.. measurements.Where(measurement => measurement.Baseline?.Name == "C")];
        StringBuilder body = new();
        int y = LineHeight;
        AddPart("Speed: more is better", compared.Where(IsSpeed));
        AddPart("Time: less is better", compared.Where(measurement => !IsSpeed(measurement)));
        AddText(0, y, "start", $"Medians of {Contest.Rounds} rounds as multiples of those of C, the grey line;");
        AddText(0, y + LineHeight, "start", "the red lines are the limits.");
        y += 2 * LineHeight;
        const int Width = NameWidth + BarsWidth + FigureWidth;
        return Invariant(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {y}" role="img"
             font-family="sans-serif" font-size="13">
            <title>The speed of TunPS as a multiple of that of C</title>
            <desc>{Escape($"{machine}")}</desc>
            {body}</svg>

            """);

        void AddPart(string title, IEnumerable<Measurement> part)
        {
            Measurement[] rows = [.. part];
            if (rows.Length == 0)
            {
                return;
            }

            // Each part has a scale of its own, on which its greatest figure fits.
            double scale = BarsWidth / rows.Max(row => Math.Max(1, Math.Max(row.Ratio!.Value, row.Limit?.Value ?? 1)));
            AddText(0, y, "start", title, "bold");
            int top = y + (LineHeight / 2);
            foreach (Measurement row in rows)
            {
                y += LineHeight;
                AddRow(row, scale);
            }

            AddLine(NameWidth + scale, top, y + (LineHeight / 2), Line, 1);
            y += 2 * LineHeight;
        }

        void AddRow(Measurement row, double scale)
        {
            double ratio = row.Ratio!.Value;
            double right = NameWidth + (ratio * scale);
            int top = y - BarHeight + 3;
            AddText(NameWidth - 8, y, "end", row.Name.Length > 44 ? row.Name : $"{row.Group}: {row.Name}");
            _ = body.Append(Invariant(
                $"<rect x=\"{NameWidth}\" y=\"{top}\" width=\"{ratio * scale:0.#}\" height=\"{BarHeight}\" "));
            _ = body.Append(Invariant($"fill=\"{(row.Holds == false ? Missed : Held)}\"/>\n"));
            double last = right;
            if (row.Limit is Limit limit)
            {
                double x = NameWidth + (limit.Value * scale);
                AddLine(x, top - 3, top + BarHeight + 3, LimitLine, 2);
                last = Math.Max(right, x);
            }

            last = Math.Max(last, NameWidth + scale);
            string suffix = row.Limit is null ? "" : $" ({row.Limit})";
            AddText(last + 6, y, "start", Figure.Fine(ratio) + suffix);
        }

        void AddText(double x, int baseline, string anchor, string text, string weight = "normal")
            => body.Append(Invariant($"<text x=\"{x:0.#}\" y=\"{baseline}\" text-anchor=\"{anchor}\" fill=\"{Text}\" "))
                .Append(Invariant($"font-weight=\"{weight}\">{Escape(text)}</text>\n"));

        void AddLine(double x, double top, double bottom, string colour, int width)
            => body.Append(Invariant($"<line x1=\"{x:0.#}\" y1=\"{top}\" x2=\"{x:0.#}\" y2=\"{bottom}\" "))
                .Append(Invariant($"stroke=\"{colour}\" stroke-width=\"{width}\"/>\n"));
    }

    // All others are times.
    private static bool IsSpeed(Measurement measurement) => measurement.Unit.EndsWith("/s", StringComparison.Ordinal);

    private static string Escape(string text) => SecurityElement.Escape(text);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
