using TunPS.Stress.Scenarios;

namespace TunPS.Stress.Speed;

/// <summary>
/// From a trigger to the end of the read that it interrupts, idle; a run in C and one of TunPS are a round.
/// </summary>
internal static class LatencySpeed
{
    private const string Group = "latency";
    private const string Unit = "microseconds";

    internal static void Run(StressContext context)
    {
        if (context.Tools.Find("trigger") is not CProgram c)
        {
            context.Report.Skip(Group, CTools.Missing);
            return;
        }

        foreach (Placement placement in Placement.All())
        {
            Measure(context, c, placement);
        }
    }

    private static void Measure(StressContext context, CProgram program, Placement placement)
    {
        _ = TriggerScenario.RunTunPS(null, placement, []);
        List<Samples> c = [];
        List<Samples> tunps = [];
        for (int round = 0; round < Contest.Rounds; round++)
        {
            c.Add(new Samples(TriggerScenario.RunC(program, null, placement, [])));
            tunps.Add(new Samples(TriggerScenario.RunTunPS(null, placement, [])));
        }

        context.Results.Add(
            $"a trigger ends a read, {placement.Name}",
            Compare("median", samples => samples.Median, Limit.AtMost(1.5)),
            Compare("p99", samples => samples.P99, Limit.AtMost(2)));

        Measurement Compare(string name, Func<Samples, double> figure, Limit limit)
        {
            Measurement baseline = new(Group, "C", Unit, [.. c.Select(figure)]);
            return new(Group, $"{name}, {placement.Name}", Unit, [.. tunps.Select(figure)], baseline, limit);
        }
    }
}
