namespace TunPS.Stress.Scenarios;

/// <summary>Compares the trigger of an event with the same thing written in C, run by run in turn.</summary>
internal static class TriggerScenario
{
    private const int Runs = 5;
    private const int Rounds = 2000;

    // Rounds before those which count, in each run.
    private const int WarmUp = 1000;

    internal static void Run(StressContext context)
        => context.IdleAndFlooded("trigger", flood =>
        {
            // Flooded, the reader never sleeps, and with it on one processor the flood would need the other.
            foreach (Placement placement in flood is null ? Placement.All() : [Placement.Any])
            {
                Measure(context, flood, placement);
            }
        });

    private static void Measure(StressContext context, CProgram? flood, Placement placement)
    {
        TriggerFigures figures = new();
        CProgram? program = context.Tools.Find("trigger");

        // Not counted: the runtime compiles what runs often once more, while it runs.
        _ = RunTunPS(null, placement, []);
        for (int run = 0; run < Runs; run++)
        {
            figures.Add(
                program is null ? [] : RunC(program, flood, placement, figures.CFloods),
                RunTunPS(flood, placement, figures.TunPSFloods));
        }

        string state = flood is null ? "idle" : "flooded";
        string title = $"{state}, {placement.Name}, microseconds, {Runs} runs of {Rounds} rounds";
        context.Report.Print(figures.ToTable(context.Report, title));
    }

    internal static double[] RunC(
        CProgram program, CProgram? floodProgram, Placement placement, List<FloodRates> floods)
    {
        int isFlooded = floodProgram is null ? 0 : 1;
        using CProgram.Run run = program.Start(WarmUp + Rounds, isFlooded, placement.Reader, placement.Triggerer);
        _ = run.ReadLine();
        using Flood? flood = Flood.Start(floodProgram);
        run.Go();
        double[] times = [.. run.ReadNumbers().Skip(WarmUp).Select(nanoseconds => nanoseconds / 1e3)];
        floods.AddRange(flood is null ? [] : [flood.Stop()]);
        _ = run.End();
        return times;
    }

    internal static double[] RunTunPS(CProgram? floodProgram, Placement placement, List<FloodRates> floods)
    {
        using TunDevice device = StressDevice.Create();
        using Flood? flood = Flood.Start(floodProgram);
        using TriggerRounds rounds = new(device, WarmUp + Rounds, placement);
        long[] times = rounds.Run(flooded: flood is not null);
        floods.AddRange(flood is null ? [] : [flood.Stop()]);
        return [.. times.Skip(WarmUp).Select(Figure.Microseconds)];
    }
}
