namespace TunPS.Stress.Speed;

/// <summary>TCP between two network namespaces by way of two devices, as iperf3 measures it.</summary>
internal static class ForwardSpeed
{
    private const string Group = "forward";
    private const string Unit = "Gbit/s";
    private const int WarmUpSeconds = 2;
    private const int Seconds = 4;
    private static readonly Limit s_leastPlain = Limit.AtLeast(0.95);
    private static readonly Limit s_leastOffload = Limit.AtLeast(13.0 / 14);
    private static readonly Limit s_mostProcessor = Limit.AtMost(1.3);

    internal static void Run(StressContext context)
    {
        if (FindObstacle(context) is string obstacle)
        {
            context.Report.Skip(Group, obstacle);
            return;
        }

        MeasureLoopback(context);
        Measure(context, hasOffload: false);
        Measure(context, hasOffload: true);
    }

    /// <summary>Why nothing can be forwarded here; null when it can.</summary>
    internal static string? FindObstacle(StressContext context)
        => context.Tools.Find("forward") is null ? CTools.Missing
            : Repository.FindProgram("iperf3") is null ? "iperf3 not found"
            : null;

    private static void MeasureLoopback(StressContext context)
    {
        using PrivateEnd end = new();
        List<double> rounds = [];
        for (int i = 0; i < Contest.Rounds; i++)
        {
            rounds.Add(end.Transfer(end, "127.0.0.1", Seconds).BitsPerSecond / 1e9);
        }

        context.Results.Add(
            "TCP over the loopback interface, for comparison",
            new Measurement(Group, "loopback, without any device", Unit, rounds));
    }

    private static void Measure(StressContext context, bool hasOffload)
    {
        CProgram program = context.Tools.Find("forward")!;
        using Cable c = new("C", (first, second) => program.Start(first, second, hasOffload ? 1 : 0));
        using Cable core = new("TunConnection", (first, second) => ForwardChild.Start(first, second, hasOffload));
        using Cable? pwsh = StartPwsh(context, hasOffload);
        Cable[] cables = pwsh is null ? [c, core] : [c, core, pwsh];
        foreach (Cable cable in cables)
        {
            _ = cable.Transfer(WarmUpSeconds);
        }

        for (int round = 0; round < Contest.Rounds; round++)
        {
            foreach (Cable cable in cables)
            {
                cable.Measure(Seconds);
            }

            cables = [.. cables[1..], cables[0]];
        }

        string offload = hasOffload ? "with offload" : "without offload";
        Measurement speed = new(Group, "C", Unit, c.Gigabits);
        Measurement processor = new(Group, "C", "ns/byte", c.NanosecondsPerByte);
        context.Results.Add(
            $"TCP between two devices {offload}",
            [.. cables.Where(cable => cable != c).OrderByDescending(cable => cable == core).SelectMany(Compare)]);

        IEnumerable<Measurement> Compare(Cable cable) =>
        [
            new(
                Group,
                $"{cable.Name} {offload}",
                Unit,
                cable.Gigabits,
                speed,
                hasOffload ? s_leastOffload : s_leastPlain),
            new(
                Group,
                $"{cable.Name} {offload}: processor",
                "ns/byte",
                cable.NanosecondsPerByte,
                processor,
                hasOffload ? s_mostProcessor : null),
            new(
                Group,
                $"{cable.Name} {offload}: sent again, C: {Figure.Short(new Samples(c.RetransmitsPerGigabyte).Median)}",
                "segments/GB",
                cable.RetransmitsPerGigabyte,
                Limit: MostRetransmits(c)),
        ];
    }

    // How many segments are lost in a queue that runs over is a matter of luck, in C as well: the median has to be
    // among the runs of C. A gigabyte is 700,000 segments, and ten of them are none.
    private static Limit MostRetransmits(Cable c)
        => Limit.AtMost(Math.Max(10, Math.Ceiling(c.RetransmitsPerGigabyte.Max())));

    private static Cable? StartPwsh(StressContext context, bool hasOffload)
    {
        if (Repository.FindPwsh(out string problem) is not string pwsh)
        {
            context.Report.Skip("Connect-TunDevice in a pwsh of its own", problem);
            return null;
        }

        string offload = hasOffload ? "-Offload" : "";
        return new Cable("Connect-TunDevice", (first, second) => new CProgram(pwsh).Start(
            "-NoProfile",
            "-NonInteractive",
            "-Command",
            $"""
            $ErrorActionPreference = 'Stop'
            Import-Module '{Repository.Module}'
            $a = New-TunDevice forward0 -NetworkNamespace {first} -Address 192.0.2.1/24 -Mtu 1500 {offload}
            $b = New-TunDevice forward0 -NetworkNamespace {second} -Address 192.0.2.2/24 -Mtu 1500 {offload}
            $job = Connect-TunDevice $a $b
            'ready'
            $null = [Console]::In.ReadToEnd()
            $job | Stop-Job
            """));
    }
}
