namespace TunPS.Stress.Scenarios;

/// <summary>
/// Makes, configures and removes a device a thousand times, in the core and with the cmdlets, in turn with the same by
/// ip(8), and looks for what stays behind.
/// </summary>
internal static class CycleScenario
{
    private const int Rounds = 1000;
    private const int WarmUp = 50;

    // A process takes long; every tenth round is enough of it.
    private const int RoundsPerProcess = 10;
    private const double RequiredRatio = 3;
    // The runtime has some of its own, which come and go; a leak would show in every round.
    private const int AllowedBytes = 512 * 1024;
    private const int AllowedOthers = 10;

    internal static void Run(StressContext context)
    {
        using CmdletCycle cmdlets = new();
        CycleTimes[] ours = [new(new CoreCycle()), new(cmdlets)];
        CycleTimes[] theirs = [new(new IpCycle(isBatch: false)), new(new IpCycle(isBatch: true))];
        CycleTimes[] all = [.. ours, .. theirs];
        Repeat(WarmUp, ours, theirs);
        Array.ForEach(all, times => times.Clear());

        Leftovers before = Leftovers.Count();
        Repeat(Rounds, ours, theirs);
        Leftovers after = Leftovers.Count();
        Print(context.Report, "make and configure", times => times.Make, ours, theirs, isLimited: true);

        // Here the kernel waits for all processors (RCU), as long for one as for the other.
        Print(context.Report, "remove", times => times.Remove, ours, theirs, isLimited: false);
        Print(context.Report, "the whole cycle", times => times.Whole, ours, theirs, isLimited: false);
        PrintGrowth(context.Report, before, after);
    }

    private static void Repeat(int rounds, CycleTimes[] ours, CycleTimes[] theirs)
    {
        for (int round = 0; round < rounds; round++)
        {
            Array.ForEach(ours, times => times.Run());
            if (round % RoundsPerProcess == 0)
            {
                Array.ForEach(theirs, times => times.Run());
            }
        }
    }

    private static void Print(
        Report report,
        string part,
        Func<CycleTimes, Samples> select,
        CycleTimes[] ours,
        CycleTimes[] theirs,
        bool isLimited)
    {
        Table table = new($"{part}, milliseconds", "by", "cycles", "median", "p99", "median of ip / this");
        double reference = select(theirs[0]).Median;
        foreach (CycleTimes times in ours.Concat(theirs))
        {
            Samples samples = select(times);
            double ratio = reference / samples.Median;
            string[] cells =
            [
                times.Name,
                Figure.Whole(samples.Count),
                Figure.Fine(samples.Median),
                Figure.Fine(samples.P99),
                Figure.Tenths(ratio),
            ];
            if (isLimited && ours.Contains(times))
            {
                table.AddLimited($">= {RequiredRatio}", ratio >= RequiredRatio, cells);
            }
            else
            {
                table.Add(cells);
            }
        }

        report.Print(table);
    }

    private static void PrintGrowth(Report report, Leftovers before, Leftovers after)
    {
        Table table = new($"what {Rounds} cycles of each left behind", "what", "before", "after");
        void Add(string what, long earlier, long later, long allowed, string limit) => table.AddLimited(
            limit, later <= earlier + allowed, what, Figure.Whole(earlier), Figure.Whole(later));

        Add("descriptors", before.Descriptors, after.Descriptors, AllowedOthers, $"{AllowedOthers} more");
        Add("interfaces", before.Interfaces, after.Interfaces, 0, "no more");
        Add("threads", before.Threads, after.Threads, AllowedOthers, $"{AllowedOthers} more");
        Add("bytes in use", before.Bytes, after.Bytes, AllowedBytes, $"{AllowedBytes / 1024} KiB more");
        report.Print(table);
    }
}
