namespace TunPS.Stress.Scenarios;

/// <summary>What the runs in C and those of TunPS took, in microseconds.</summary>
internal sealed class TriggerFigures
{
    private const double MaxRatio = 1.5;

    private readonly List<double> _c = [];
    private readonly List<double> _tunps = [];
    private readonly List<double> _ratios = [];

    internal List<FloodRates> CFloods { get; } = [];

    internal List<FloodRates> TunPSFloods { get; } = [];

    /// <summary>Adds one run of each; that in C is empty where there is no compiler.</summary>
    internal void Add(double[] c, double[] tunps)
    {
        _c.AddRange(c);
        _tunps.AddRange(tunps);
        if (c.Length > 0)
        {
            _ratios.Add(new Samples(tunps).Median / new Samples(c).Median);
        }
    }

    internal Table ToTable(Report report, string title)
    {
        Table table = new(title, "program", "p10", "median", "p99", "max", "median to C", "run by run");
        Samples tunps = new(_tunps);
        if (_c.Count == 0)
        {
            report.Skip("trigger in C", CTools.Missing);
            table.Add(Cells("TunPS", tunps, "", ""));
        }
        else
        {
            Samples c = new(_c);
            double ratio = tunps.Median / c.Median;
            string range = $"{Figure.Fine(_ratios.Min())}..{Figure.Fine(_ratios.Max())}";
            table.Add(Cells("C", c, "", ""));
            table.AddLimited(
                $"ratio <= {MaxRatio}", ratio <= MaxRatio, Cells("TunPS", tunps, Figure.Fine(ratio), range));
        }

        table.AddFloods("C", CFloods);
        table.AddFloods("TunPS", TunPSFloods);
        return table;
    }

    private static string[] Cells(string program, Samples samples, string ratio, string range) =>
    [
        program,
        Figure.Fine(samples.P10),
        Figure.Fine(samples.Median),
        Figure.Tenths(samples.P99),
        Figure.Tenths(samples.Max),
        ratio,
        range,
    ];
}
