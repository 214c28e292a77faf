using System.Diagnostics;

namespace TunPS.Stress.Speed;

/// <summary>
/// The pipelines in a pwsh of its own: how fast, how much memory, and how long the module takes to import.
/// </summary>
internal static class PwshSpeed
{
    private const string Group = "pwsh";
    private const int MemoryTurns = 1_000_000 / DrainSpeed.Packets;

    internal static void Run(StressContext context)
    {
        if (Repository.FindPwsh(out string problem) is not string pwsh)
        {
            context.Report.Skip(Group, problem);
            return;
        }

        MeasureImport(context, pwsh);
        if (context.Tools.Find("drain") is CProgram drain && context.Tools.Find("write") is CProgram write)
        {
            MeasurePipelines(context, pwsh, drain, write);
        }
        else
        {
            context.Report.Skip(Group, CTools.Missing);
        }
    }

    private static void MeasurePipelines(StressContext context, string pwsh, CProgram drain, CProgram write)
    {
        using ProgramTurns drainTurns = new(drain, DrainSpeed.Packets, DrainSpeed.Packets);
        StressDevice.LengthenQueue("drain0", DrainSpeed.QueueLength);
        using ProgramTurns writeTurns = new(write, SendSpeed.Packets, SendSpeed.Packets);
        using PwshProcess process = new(pwsh);
        Contender[] receivers =
        [
            new("C", drainTurns.Take),
            new("Receive-TunPacket | & { process { } }", () => Take(DrainSpeed.Pipeline)),
            new("the same -AsByteArray", () => Take(DrainSpeed.ArrayPipeline)),
        ];
        Contender[] senders = [new("C", writeTurns.Take), new(SendSpeed.Pipeline, () => Take(SendSpeed.Pipeline))];
        Contest contest = new(turns: 7, warmUp: 20);
        contest.Run(receivers);
        contest.Run(senders);

        Measurement received = receivers[0].Measure(Group, DrainSpeed.Unit);
        Measurement packets = receivers[1].Measure(Group, DrainSpeed.Unit, received, DrainSpeed.LeastOfPipeline);
        context.Results.Add(
            "the same pipelines in a pwsh of its own",
            packets,
            receivers[2].Measure(Group, DrainSpeed.Unit, packets with { Name = "without it" }, DrainSpeed.LeastOfCore),
            senders[1].Measure(
                Group, DrainSpeed.Unit, senders[0].Measure(Group, DrainSpeed.Unit), SendSpeed.LeastOfPipeline));
        MeasureMemory(context, process);

        double Take(string pipeline) => process.Run(pipeline, DrainSpeed.Packets);
    }

    private static void MeasureMemory(StressContext context, PwshProcess process)
    {
        (long managed, long workingSet) = process.ReadMemory();
        for (int i = 0; i < MemoryTurns; i++)
        {
            _ = process.Run(DrainSpeed.Pipeline, DrainSpeed.Packets);
        }

        (long managedAfter, long workingSetAfter) = process.ReadMemory();
        const double Packets = (double)MemoryTurns * DrainSpeed.Packets;
        context.Results.Add(
            $"memory of that pwsh after {Figure.Whole(Packets)} more packets",
            new Measurement(
                Group,
                "kept of each packet when garbage is collected",
                "bytes/packet",
                [Math.Round((managedAfter - managed) / Packets, 3)],
                Limit: Limit.AtMost(1)),
            new Measurement(Group, "resident before", "MB", [workingSet / 1e6]),
            new Measurement(Group, "resident after", "MB", [workingSetAfter / 1e6]));
    }

    private static void MeasureImport(StressContext context, string pwsh)
    {
        Contender empty = new("pwsh that does nothing", () => Start(pwsh, "exit"));
        Contender importing = new("pwsh that imports TunPS", () => Start(pwsh, $"Import-Module '{Repository.Module}'"));
        new Contest(turns: 3, warmUp: 1).Run(empty, importing);
        const string Unit = "ms";
        context.Results.Add(
            "the start of a pwsh, and Import-Module",
            empty.Measure(Group, Unit),
            importing.Measure(Group, Unit),
            new Measurement(
                Group,
                "Import-Module",
                Unit,
                [.. importing.Rounds.Zip(empty.Rounds, (with, without) => with - without)]));
    }

    private static double Start(string pwsh, string command)
    {
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(pwsh, ["-NoProfile", "-NonInteractive", "-Command", command]);
        process.WaitForExit();
        return process.ExitCode == 0
            ? Figure.Milliseconds(Stopwatch.GetTimestamp() - begin)
            : throw new InvalidOperationException($"pwsh cannot do: {command}");
    }
}
