namespace TunPS.Stress.Scenarios;

/// <summary>Types Ctrl+C at programs that receive in a terminal.</summary>
internal static class TerminalScenario
{
    internal const int Rounds = 50;

    private const double Limit = 250;

    internal static void Run(StressContext context)
        => context.IdleAndFlooded("terminal", flood => Measure(context, flood));

    private static void Measure(StressContext context, CProgram? flood)
    {
        Table table = new(
            $"{(flood is null ? "idle" : "flooded")}, milliseconds", "program", "rounds", "median", "max", "in time");
        Add(table, "TunHost, to its end", TunHostTerminal.Run(flood));
        if (Repository.FindProgram("pwsh") is string pwsh)
        {
            Add(table, "pwsh, to the next prompt", PwshTerminal.Run(pwsh, flood));
        }
        else
        {
            context.Report.Skip("terminal with pwsh", "pwsh not found");
        }

        context.Report.Print(table);
    }

    private static void Add(Table table, string program, TerminalTimes result)
    {
        Samples samples = new(result.Milliseconds);
        int inTime = samples.CountUpTo(Limit);
        table.AddLimited(
            $"{Rounds} within {Limit} ms",
            inTime == Rounds,
            program,
            Figure.Whole(samples.Count),
            Figure.Tenths(samples.Median),
            Figure.Tenths(samples.Max),
            Figure.Whole(inTime));
        table.AddFloods(program.Split(',')[0], result.Floods);
    }
}
