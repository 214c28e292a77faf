namespace TunPS.Stress.Scenarios;

/// <summary>What a connection leaves behind when it is stopped: nothing, and what others changed meanwhile.</summary>
internal static class LineEnd
{
    private const int Mtu = 1500;
    private const int Connections = 100;

    // The runtime has threads of its own, which come and go. A leak would show in every connection, of three threads.
    private const int AllowedThreads = 10;

    private static readonly Impairment s_impairment = new()
    {
        Delay = TimeSpan.FromMilliseconds(1),
        Jitter = TimeSpan.FromMilliseconds(1),
        Loss = 1,
        Duplicate = 1,
        Reorder = 1,
        RateLimit = BitRate.Parse("100M"),
    };

    internal static void Run(Report report)
    {
        using LineBench bench = new(Mtu);
        Table table = new("after a connection was stopped", "what");
        AddNetworks(table, bench);
        AddChanges(table, bench);
        report.Print(table);
        AddProcess(report, bench);
    }

    private static void AddNetworks(Table table, LineBench bench)
    {
        // The addresses of IPv6 become usable a while after they are given.
        IReadOnlyDictionary<string, string> before = bench.ReadNetworks();
        while (before.Values.Any(text => text.Contains("tentative", StringComparison.Ordinal)))
        {
            Thread.Sleep(100);
            before = bench.ReadNetworks();
        }

        Use(bench);
        IReadOnlyDictionary<string, string> after = bench.ReadNetworks();
        foreach ((string part, string text) in before)
        {
            table.AddLimited("as before", after[part] == text, part);
        }
    }

    // What somebody changed while it ran is not the connection's to restore.
    private static void AddChanges(Table table, LineBench bench)
    {
        TunConnection connection = bench.Connect(s_impairment);
        _ = bench.Ping(5, 10);
        foreach (string change in (string[])
        [
            $"link set {LineBench.DeviceName} mtu 1400 txqueuelen 77",
            $"address add 198.51.100.1/24 dev {LineBench.DeviceName}",
            $"route add 203.0.113.0/24 dev {LineBench.DeviceName}",
        ])
        {
            _ = LineBench.Ip(bench.Near, change.Split(' '));
        }

        IReadOnlyDictionary<string, string> changed = bench.ReadNetworks();
        connection.Dispose();
        IReadOnlyDictionary<string, string> after = bench.ReadNetworks();
        bool isChanged = changed.Values.Any(text => text.Contains("mtu 1400", StringComparison.Ordinal))
            && changed.Values.Any(text => text.Contains("203.0.113.0", StringComparison.Ordinal));
        table.AddLimited(
            "as changed",
            isChanged && changed.All(part => after[part.Key] == part.Value),
            "MTU, queue length, address and route that were changed meanwhile");
    }

    private static void AddProcess(Report report, LineBench bench)
    {
        Leftovers before = Leftovers.Count();
        for (int i = 0; i < Connections; i++)
        {
            bench.Connect(s_impairment).Dispose();
        }

        Use(bench);
        Leftovers after = Leftovers.Count();
        Table table = new($"what {Connections} connections left behind in the process", "what", "before", "after");
        table.AddLimited(
            "no more",
            after.Descriptors <= before.Descriptors,
            "descriptors",
            Figure.Whole(before.Descriptors),
            Figure.Whole(after.Descriptors));
        table.AddLimited(
            $"{AllowedThreads} more",
            after.Threads <= before.Threads + AllowedThreads,
            "threads",
            Figure.Whole(before.Threads),
            Figure.Whole(after.Threads));
        report.Print(table);
    }

    private static void Use(LineBench bench)
    {
        using TunConnection connection = bench.Connect(s_impairment);
        _ = bench.Ping(20, 5);
    }
}
