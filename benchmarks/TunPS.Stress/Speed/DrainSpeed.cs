using TunPS.Stress.Scenarios;

namespace TunPS.Stress.Speed;

/// <summary>How fast a queue is emptied that was filled before.</summary>
internal static class DrainSpeed
{
    internal const int Packets = 20_000;

    /// <summary>As the limit of a queue, so that nothing of the packets is dropped.</summary>
    internal const int QueueLength = Packets + 1000;

    internal const string Unit = "packets/s";

    private const string Group = "drain";

    /// <summary>The pipelines: each packet comes to a script, as an object and as bytes.</summary>
    internal static readonly string Pipeline = $"Receive-TunPacket $d -Count {Packets} | & {{ process {{ }} }}";

    internal static readonly string ArrayPipeline =
        $"Receive-TunPacket $d -Count {Packets} -AsByteArray | & {{ process {{ }} }}";

    internal static readonly Limit LeastOfCore = Limit.AtLeast(0.97);
    internal static readonly Limit LeastOfPipeline = Limit.AtLeast(0.60);

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    internal static void Run(StressContext context)
    {
        if (context.Tools.Find("drain") is CProgram c)
        {
            Placement.RunPinned(() => Measure(context, c));
        }
        else
        {
            context.Report.Skip(Group, CTools.Missing);
        }
    }

    /// <summary>Reads packets as a program would that wants to be interruptible.</summary>
    internal static void Read(TunDevice device, int packets, byte[] buffer, ReadOnlySpan<InterruptEvent> events)
    {
        for (int i = 0; i < packets; i++)
        {
            if (device.TryRead(buffer, out _, s_timeout, events).Status != WaitStatus.Ready)
            {
                throw new InvalidOperationException("The queue did not hold all packets.");
            }
        }
    }

    private static void Measure(StressContext context, CProgram c)
    {
        using ProgramTurns cTurns = new(c, Packets, Packets);
        StressDevice.LengthenQueue("drain0", QueueLength);
        using HostedShell shell = new();
        TunDevice device = StressDevice.CreateIn(shell, $"-TxQueueLength {QueueLength}");
        using InterruptEvent never = new();
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        CoreTurns core = new(Packets, Fill, () => Read(device, Packets, buffer, [never]));
        PipelineTurns pipeline = new(shell, Packets, Fill, Pipeline);
        PipelineTurns arrays = new(shell, Packets, Fill, ArrayPipeline);
        PipelineTurns nothing = new(shell, Packets, Fill, $"$null = Receive-TunPacket $d -Count {Packets}");
        PipelineTurns shellAlone = new(shell, Packets, Nothing, $"Write-Ready -Count {Packets} | & {{ process {{ }} }}");
        Contender[] contenders =
        [
            new("C", cTurns.Take),
            new("TryRead with event and timeout", core.Take),
            new("Receive-TunPacket | & { process { } }", pipeline.Take),
            new("the same -AsByteArray", arrays.Take),
            new("$null = Receive-TunPacket", nothing.Take),
            new("the shell alone: a cmdlet that writes the same again and again", shellAlone.Take),
        ];
        new Contest(turns: 7, warmUp: 40).Run(contenders);

        Measurement baseline = contenders[0].Measure(Group, Unit);
        Measurement packets = contenders[2].Measure(Group, Unit, baseline, LeastOfPipeline);
        context.Results.Add(
            $"a queue of {Figure.Whole(Packets)} packets of {PacketBytes.Length} bytes is emptied",
            contenders[1].Measure(Group, Unit, baseline, LeastOfCore),
            packets,
            contenders[3].Measure(Group, Unit, packets with { Name = "without it" }, LeastOfCore),
            contenders[4].Measure(Group, Unit, baseline),
            contenders[5].Measure(Group, Unit, baseline),
            PacketBytes.MeasureAll(Group, "TryRead", core.BytesPerPacket),
            PacketBytes.MeasureReceived(
                Group, "Receive-TunPacket", pipeline.BytesPerPacket, shellAlone.BytesPerPacket),
            PacketBytes.MeasureReceived(
                Group, "Receive-TunPacket -AsByteArray", arrays.BytesPerPacket, shellAlone.BytesPerPacket));
    }

    private static void Fill() => StressDevice.Fill(Packets);

    private static void Nothing()
    {
    }
}
