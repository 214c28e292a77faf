namespace TunPS.Stress.Speed;

/// <summary>What the scenarios of speed have measured.</summary>
internal sealed class Results(Report report)
{
    private readonly List<Measurement> _measurements = [];

    internal IReadOnlyList<Measurement> All => _measurements;

    /// <summary>Prints the measurements of a scenario, and keeps them.</summary>
    internal void Add(string title, params IReadOnlyList<Measurement> measurements)
    {
        _measurements.AddRange(measurements);
        Table table = new(title, "what", "unit", "TunPS", "against", "", "ratio", "rounds");
        foreach (Measurement measurement in measurements)
        {
            string[] cells =
            [
                measurement.Name,
                measurement.Unit,
                Figure.Short(measurement.Median),
                measurement.Baseline?.Name ?? "",
                measurement.Baseline is null ? "" : Figure.Short(measurement.Baseline.Median),
                measurement.Ratio is double ratio ? Figure.Fine(ratio) : "",
                Range(measurement.Ratios),
            ];
            if (measurement.Limit is Limit limit)
            {
                table.AddLimited($"{limit}", measurement.Holds == true, cells);
            }
            else
            {
                table.Add(cells);
            }
        }

        report.Print(table);
    }

    private static string Range(IReadOnlyList<double> ratios)
        => ratios.Count == 0 ? "" : $"{Figure.Fine(ratios.Min())}..{Figure.Fine(ratios.Max())}";
}
