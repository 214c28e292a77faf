namespace TunPS.Stress.Scenarios;

/// <summary>Stops a hosted pipeline that receives, as Ctrl+C and Stop-Job do, again and again.</summary>
internal static class StopScenario
{
    private const int Rounds = 1000;
    private const double Limit = 20;

    internal static void Run(StressContext context)
        => context.IdleAndFlooded("stop", flood => Measure(context, flood));

    private static void Measure(StressContext context, CProgram? floodProgram)
    {
        using StopRounds stops = new();
        using Flood? flood = Flood.Start(floodProgram);
        Samples samples = new(Enumerable.Range(0, Rounds).Select(_ => stops.RunOne(flooded: flood is not null)));
        Table table = new(
            $"{(flood is null ? "idle" : "flooded")}, milliseconds", "pipelines", "median", "p99", "max");
        table.AddLimited(
            $"p99 <= {Limit} ms",
            samples.P99 <= Limit,
            Figure.Whole(samples.Count),
            Figure.Fine(samples.Median),
            Figure.Fine(samples.P99),
            Figure.Fine(samples.Max));
        table.AddFloods("TunPS", flood is null ? [] : [flood.Stop()]);
        context.Report.Print(table);
    }
}
