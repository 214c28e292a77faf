using System.Globalization;
using System.Runtime.InteropServices;

namespace TunPS.Stress.Speed.Output;

/// <summary>On what it was measured.</summary>
internal sealed record Machine(
    string Date, string Processor, int Processors, string Kernel, string Runtime, string LoadBefore)
{
    internal static Machine Read() => new(
        DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        FindProcessor(),
        Environment.ProcessorCount,
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        RuntimeInformation.FrameworkDescription,

        // The first of the three averages is that of the last minute.
        File.ReadAllText("/proc/loadavg").Split(' ')[0]);

    public override string ToString()
        => $"{Date}, {Processor} with {Processors} processors, Linux {Kernel}, {Runtime}, load before: {LoadBefore}";

    // arm64 has no name there.
    private static string FindProcessor()
        => File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? $"{RuntimeInformation.ProcessArchitecture}";
}
