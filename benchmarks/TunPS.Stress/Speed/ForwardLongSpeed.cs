namespace TunPS.Stress.Speed;

/// <summary>What a connection keeps in memory while it forwards for a minute.</summary>
internal static class ForwardLongSpeed
{
    private const string Group = "forward-long";
    private const int WarmUpSeconds = 10;
    private const int Seconds = 60;

    internal static void Run(StressContext context)
    {
        if (ForwardSpeed.FindObstacle(context) is string obstacle)
        {
            context.Report.Skip(Group, obstacle);
            return;
        }

        foreach (bool hasOffload in (ReadOnlySpan<bool>)[false, true])
        {
            Measure(context, hasOffload);
        }
    }

    private static void Measure(StressContext context, bool hasOffload)
    {
        using Cable cable = new("TunConnection", (first, second) => ForwardChild.Start(first, second, hasOffload));

        // Until all is compiled, and compiled once more.
        _ = cable.Transfer(WarmUpSeconds);
        double allocated = cable.ReadAllocated();
        double before = cable.ReadResident();
        List<double> resident = [];
        using Timer timer = new(_ =>
        {
            lock (resident)
            {
                resident.Add(cable.ReadResident());
            }
        });
        _ = timer.Change(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        TransferResult transfer = cable.Transfer(Seconds);
        _ = timer.Change(Timeout.Infinite, Timeout.Infinite);
        allocated = cable.ReadAllocated() - allocated;
        double most;
        lock (resident)
        {
            most = resident.Max();
        }

        string offload = hasOffload ? "with offload" : "without offload";
        context.Results.Add(
            $"memory of a program that forwards TCP {offload} for {Seconds} s",
            new Measurement(Group, $"forwarded {offload}", "Gbit/s", [transfer.BitsPerSecond / 1e9]),
            new Measurement(Group, $"resident before, {offload}", "MB", [before / 1e6]),
            new Measurement(
                Group,
                $"resident, the most beyond that, {offload}",
                "MB",
                [Math.Max(0, most - before) / 1e6],
                Limit: Limit.AtMost(1)),
            new Measurement(
                Group,
                $"allocated for each megabyte forwarded, {offload}",
                "bytes",
                [Math.Round(allocated / (transfer.Bytes / 1e6), 3)],
                Limit: Limit.AtMost(1)));
    }
}
