using TunPS.Stress.Speed.Output;

namespace TunPS.Stress.Speed;

/// <summary>What the scenarios of speed have measured.</summary>
/// <param name="report">Where they are printed.</param>
/// <param name="machine">On what they are measured.</param>
/// <param name="files">Where else they go at the end, by the option of the command line.</param>
internal sealed class Results(Report report, Machine machine, IReadOnlyDictionary<string, string> files)
{
    private readonly List<Measurement> _measurements = [];

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

    /// <summary>Writes the files that were asked for.</summary>
    internal void Write()
    {
        foreach ((string option, string file) in files)
        {
            File.WriteAllText(file, option switch
            {
                CommandLine.Json => JsonFile.Format(machine, _measurements),
                CommandLine.Svg => SvgChart.Format(machine, _measurements),
                _ => MarkdownBlock.Format(File.ReadAllText(file), machine, _measurements),
            });
        }
    }

    private static string Range(IReadOnlyList<double> ratios)
        => ratios.Count == 0 ? "" : $"{Figure.Fine(ratios.Min())}..{Figure.Fine(ratios.Max())}";
}
