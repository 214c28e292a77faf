using System.Diagnostics;

namespace TunPS.Stress.Scenarios;

/// <summary>The asynchronous reads: for information, but that waiting ones take no threads.</summary>
internal static class AsyncScenario
{
    private const int Cancellations = 2000;
    private const int Pending = 100;
    private const int Turns = 4;
    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(1);

    internal static void Run(StressContext context)
    {
        Table table = new("asynchronous reads", "figure", "value", "p99");
        MeasureRate(context, table);
        Samples latency = new(Task.Run(CancelAsync).GetAwaiter().GetResult());
        table.Add("idle, from Cancel() to the end of ReadAsync, microseconds", Figure.Tenths(latency.Median), Figure.Tenths(latency.P99));
        int[] threads = PendingReads.CountThreads(1, Pending);
        table.Add("threads with 1 pending read", Figure.Whole(threads[0]), "");
        table.AddLimited(
            "no more", threads[1] <= threads[0], $"threads with {Pending} pending reads", Figure.Whole(threads[1]), "");
        context.Report.Print(table);
    }

    private static void MeasureRate(StressContext context, Table table)
    {
        if (context.Tools.Find("flood") is not CProgram floodProgram)
        {
            context.Report.Skip("async, flooded", CTools.Missing);
            return;
        }

        using TunDevice device = StressDevice.Create();
        using Flood flood = Flood.Start(floodProgram)!;
        List<double> sync = [];
        List<double> async = [];
        for (int turn = 0; turn < Turns; turn++)
        {
            sync.Add(CountSync(device) / s_turn.TotalSeconds);
            async.Add(Task.Run(() => CountAsync(device)).GetAwaiter().GetResult() / s_turn.TotalSeconds);
        }

        // The first turns are for the compiler of the runtime.
        table.Add("flooded, packets/s by TryRead", Figure.Whole(sync.Skip(1).Average()), "");
        table.Add("flooded, packets/s by ReadAsync", Figure.Whole(async.Skip(1).Average()), "");
        table.AddFloods("both", [flood.Stop()]);
    }

    private static long CountSync(TunDevice device)
    {
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        long count = 0;
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < s_turn)
        {
            count += device.TryRead(buffer, out _, Timeout.InfiniteTimeSpan).Status == WaitStatus.Ready ? 1 : 0;
        }

        return count;
    }

    private static async Task<long> CountAsync(TunDevice device)
    {
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        long count = 0;
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < s_turn)
        {
            count += await device.ReadAsync(buffer) > 0 ? 1 : 0;
        }

        return count;
    }

    private static async Task<List<double>> CancelAsync()
    {
        using TunDevice device = StressDevice.Create();
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        List<double> times = [];
        for (int i = 0; i < Cancellations; i++)
        {
            using CancellationTokenSource source = new();
            Task<int> read = device.ReadAsync(buffer, source.Token).AsTask();
            _ = Libc.USleep(300);
            Task<long> end = EndAsync(read);
            long begin = Stopwatch.GetTimestamp();
            source.Cancel();
            times.Add(Figure.Microseconds(await end - begin));
        }

        return times;
    }

    private static async Task<long> EndAsync(Task<int> read)
    {
        try
        {
            _ = await read;
        }
        catch (OperationCanceledException)
        {
            return Stopwatch.GetTimestamp();
        }

        throw new InvalidOperationException("The read was not cancelled.");
    }
}
