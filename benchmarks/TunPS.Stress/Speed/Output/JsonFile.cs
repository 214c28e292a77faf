using System.Text.Json;

namespace TunPS.Stress.Speed.Output;

/// <summary>The figures for programs, those of each round among them.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static string Format(Machine machine, IReadOnlyList<Measurement> measurements)
        => JsonSerializer.Serialize(new { machine, measurements = measurements.Select(Describe) }, s_options) + "\n";

    private static object Describe(Measurement measurement) => new
    {
        measurement.Group,
        measurement.Name,
        measurement.Unit,
        measurement.Rounds,
        measurement.Median,
        Against = measurement.Baseline is Measurement baseline
            ? new { baseline.Name, baseline.Rounds, baseline.Median }
            : null,
        measurement.Ratios,
        measurement.Ratio,
        Limit = measurement.Limit is Limit limit ? new { limit.Value, IsLeast = limit.IsLeast } : null,
        measurement.Holds,
    };
}
