namespace TunPS.Stress.Scenarios;

/// <summary>Compares the trigger of an event with the same thing written in C, run by run in turn.</summary>
internal static class TriggerScenario
{
    private const int Runs = 5;
    private const int Rounds = 2000;

    // The first ones are not counted: they are compiled while they run.
    private const int WarmUp = 500;
    private const double MaxRatio = 1.5;

    internal static void Run(StressContext context)
        => context.IdleAndFlooded("trigger", flood => Measure(context, flood));

    private static void Measure(StressContext context, CProgram? flood)
    {
        List<double> tunps = [];
        List<double> c = [];
        List<FloodRates> tunpsFloods = [];
        List<FloodRates> cFloods = [];
        CProgram? program = context.Tools.Find("trigger");
        for (int run = 0; run < Runs; run++)
        {
            if (program is not null)
            {
                c.AddRange(RunC(program, flood, cFloods));
            }

            tunps.AddRange(RunTunPS(flood, tunpsFloods));
        }

        Table table = new(
            $"{(flood is null ? "idle" : "flooded")}, microseconds, {Runs} runs of {Rounds} rounds",
            "program", "median", "p99", "max", "median to C");
        Samples ours = new(tunps);
        string[] Cells(string name, Samples samples, string ratio) =>
            [name, Figure.Tenths(samples.Median), Figure.Tenths(samples.P99), Figure.Tenths(samples.Max), ratio];
        if (c.Count == 0)
        {
            Report.Skip("trigger in C", CTools.Missing);
            table.Add(Cells("TunPS", ours, "?"));
        }
        else
        {
            Samples theirs = new(c);
            table.Add(Cells("C", theirs, ""));
            double ratio = ours.Median / theirs.Median;
            table.AddLimited($"ratio <= {MaxRatio}", ratio <= MaxRatio, Cells("TunPS", ours, Figure.Fine(ratio)));
        }

        table.AddFloods("C", cFloods);
        table.AddFloods("TunPS", tunpsFloods);
        context.Report.Print(table);
    }

    private static double[] RunC(CProgram program, CProgram? floodProgram, List<FloodRates> floods)
    {
        using CProgram.Run run = program.Start(WarmUp + Rounds, floodProgram is null ? 0 : 1);
        _ = run.ReadLine();
        using Flood? flood = Flood.Start(floodProgram);
        run.Go();
        double[] times = [.. run.ReadNumbers().Skip(WarmUp).Select(nanoseconds => nanoseconds / 1e3)];
        floods.AddRange(flood is null ? [] : [flood.Stop()]);
        _ = run.End();
        return times;
    }

    private static IEnumerable<double> RunTunPS(CProgram? floodProgram, List<FloodRates> floods)
    {
        using TunDevice device = StressDevice.Create();
        using Flood? flood = Flood.Start(floodProgram);
        using TriggerRounds rounds = new(device, WarmUp + Rounds);
        long[] times = rounds.Run(flooded: flood is not null);
        floods.AddRange(flood is null ? [] : [flood.Stop()]);
        return times.Skip(WarmUp).Select(Figure.Microseconds);
    }
}
