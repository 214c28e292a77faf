using System.Diagnostics;

namespace TunPS.Stress.Scenarios;

/// <summary>A read with a timeout of 500 ms, which has to take that long and hardly longer.</summary>
internal static class DeadlineScenario
{
    private const int Rounds = 20;
    private const double Latest = 540;
    private static readonly TimeSpan s_timeout = TimeSpan.FromMilliseconds(500);

    // A loser that wins now and then is given this long to lose often enough.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    internal static void Run(StressContext context)
    {
        Table table = new("a timeout of 500 ms, milliseconds", "read", "timed out", "got a packet", "min", "max", "disturbances");
        using TunDevice device = StressDevice.Create();
        Add(table, "in peace", device, () => 0);
        using (SignalStorm storm = new(Libc.GetTid()))
        {
            Add(table, "signalled every millisecond", device, () => storm.Count);
        }

        using (RivalReader rival = new(device))
        {
            Add(table, "beaten to each of 2,000 packets/s", device, () => rival.Count);
        }

        context.Report.Print(table);
    }

    private static void Add(Table table, string name, TunDevice device, Func<long> countDisturbances)
    {
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        List<double> times = [];
        int won = 0;
        long before = countDisturbances();
        long begin = Stopwatch.GetTimestamp();
        while (times.Count < Rounds && Stopwatch.GetElapsedTime(begin) < s_patience)
        {
            long start = Stopwatch.GetTimestamp();
            WaitStatus status = device.TryRead(buffer, out _, s_timeout).Status;
            long end = Stopwatch.GetTimestamp();
            if (status == WaitStatus.TimedOut)
            {
                times.Add(Figure.Milliseconds(end - start));
            }
            else
            {
                won++;
            }
        }

        long disturbances = countDisturbances() - before;
        Samples samples = new(times.DefaultIfEmpty(double.NaN));
        table.AddLimited(
            $"{s_timeout.TotalMilliseconds}..{Latest} ms, {Rounds} times",
            times.Count == Rounds && samples.Min >= s_timeout.TotalMilliseconds && samples.Max <= Latest,
            name,
            Figure.Whole(times.Count),
            Figure.Whole(won),
            Figure.Fine(samples.Min),
            Figure.Fine(samples.Max),
            Figure.Whole(disturbances));
    }
}
