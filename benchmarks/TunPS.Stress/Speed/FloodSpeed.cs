using TunPS.Stress.Scenarios;

namespace TunPS.Stress.Speed;

/// <summary>How many packets are received while another program sends more than anybody can receive.</summary>
internal static class FloodSpeed
{
    private const string Group = "flood";
    private const int Packets = 200_000;

    internal static void Run(StressContext context)
    {
        if (context.Tools.Find("drain") is CProgram c && context.Tools.Find("burst") is CProgram burst)
        {
            Placement.RunPinned(() => Measure(context, c, burst));
        }
        else
        {
            context.Report.Skip(Group, CTools.Missing);
        }
    }

    private static void Measure(StressContext context, CProgram c, CProgram burst)
    {
        using ProgramTurns cTurns = new(c, Packets, Packets, "live");
        using HostedShell shell = new();
        TunDevice device = StressDevice.CreateIn(shell);
        using InterruptEvent never = new();
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        CoreTurns core = new(Packets, Nothing, () => DrainSpeed.Read(device, Packets, buffer, [never]));
        PipelineTurns pipeline = new(
            shell, Packets, Nothing, $"Receive-TunPacket $d -Count {Packets} | & {{ process {{ }} }}");
        List<FloodRates> rates = [];
        Contender[] contenders =
        [
            new("C", () => Flooded(cTurns.Take, "drain0", "198.51.100.2")),
            new("TryRead with event and timeout", () => Flooded(core.Take, StressDevice.Name, StressDevice.Peer)),
            new("Receive-TunPacket | & { process { } }",
                () => Flooded(pipeline.Take, StressDevice.Name, StressDevice.Peer)),
        ];
        new Contest(turns: 3, warmUp: 4).Run(contenders);

        Measurement baseline = contenders[0].Measure(Group, DrainSpeed.Unit);
        context.Results.Add(
            "packets are received while more are sent than fit",
            contenders[1].Measure(Group, DrainSpeed.Unit, baseline),
            contenders[2].Measure(Group, DrainSpeed.Unit, baseline),
            new Measurement(
                Group,
                "sent meanwhile, received or not",
                DrainSpeed.Unit,
                [.. rates.Select(rate => rate.Offered)],
                Limit: Limit.AtLeast(FloodRates.Required)));

        double Flooded(Func<double> turn, string name, string address)
        {
            // The reader keeps to the first processor: the flood has the other one.
            Flood flood = Placement.RunOnOther(() => Flood.StartBurst(burst, name, address));
            using (flood)
            {
                double figure = turn();
                rates.Add(flood.Stop());
                return figure;
            }
        }
    }

    private static void Nothing()
    {
    }
}
