using System.Net;
using System.Net.Sockets;
using TunPS.Stress.Scenarios;

namespace TunPS.Stress.Speed;

/// <summary>How fast packets are written. They go to a socket of the system that nobody reads.</summary>
internal static class SendSpeed
{
    internal const int Packets = 20_000;

    /// <summary>A pipeline that sends what the variable has.</summary>
    internal const string Pipeline = "$packets | Send-TunPacket $d";

    /// <summary>The same without a pipeline.</summary>
    private const string Argument = "Send-TunPacket $d $packets";

    internal static readonly Limit LeastOfPipeline = Limit.AtLeast(0.75);

    private const string Group = "send";

    // So many different packets that their bytes are not all in the nearest cache, and so few that they are in the
    // next.
    private const int Different = 1000;

    /// <summary>A script that makes the variable.</summary>
    internal static readonly string MakePackets =
        $$"""
        $new = @{
            Udp = $true
            Source = '{{StressDevice.Peer}}'
            Destination = '{{StressDevice.Address}}'
            SourcePort = 9
            DestinationPort = 9
            Payload = [byte[]]::new({{PacketBytes.Length - 28}})
        }
        $packets = @(foreach ($number in 1..{{Different}}) { New-TunPacket @new }) * {{Packets / Different}}
        """;

    internal static void Run(StressContext context)
    {
        if (context.Tools.Find("write") is CProgram c)
        {
            Placement.RunPinned(() => Measure(context, c));
        }
        else
        {
            context.Report.Skip(Group, CTools.Missing);
        }
    }

    /// <summary>Where the packets go; what does not fit in is dropped there.</summary>
    internal static Socket Listen()
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(StressDevice.Address), 9));
        return socket;
    }

    private static void Measure(StressContext context, CProgram c)
    {
        using ProgramTurns cTurns = new(c, Packets, Packets);
        using HostedShell shell = new();
        TunDevice device = StressDevice.CreateIn(shell);
        _ = shell.Run(MakePackets);
        using Socket socket = Listen();
        using InterruptEvent never = new();
        byte[] packet = shell.Run("$packets[0]").Select(item => (TunPacket)item.BaseObject).First().Data;
        CoreTurns core = new(Packets, Nothing, () => Write(device, packet, [never]));
        PipelineTurns pipeline = new(shell, Packets, Nothing, Pipeline);
        PipelineTurns argument = new(shell, Packets, Nothing, Argument);
        PipelineTurns shellAlone = new(shell, Packets, Nothing, "$packets | Receive-Nothing");
        Contender[] contenders =
        [
            new("C", cTurns.Take),
            new("TryWrite with event", core.Take),
            new(Pipeline, pipeline.Take),
            new(Argument, argument.Take),
            new("the shell alone: a cmdlet that takes packets and does nothing", shellAlone.Take),
        ];
        new Contest(turns: 7, warmUp: 40).Run(contenders);

        Measurement baseline = contenders[0].Measure(Group, DrainSpeed.Unit);
        context.Results.Add(
            $"{Figure.Whole(Packets)} packets of {PacketBytes.Length} bytes are sent",
            contenders[1].Measure(Group, DrainSpeed.Unit, baseline, DrainSpeed.LeastOfCore),
            contenders[2].Measure(Group, DrainSpeed.Unit, baseline, LeastOfPipeline),
            contenders[3].Measure(Group, DrainSpeed.Unit, baseline),
            contenders[4].Measure(Group, DrainSpeed.Unit, baseline),
            PacketBytes.MeasureAll(Group, "TryWrite", core.BytesPerPacket),
            PacketBytes.MeasureSent(
                Group, "Send-TunPacket", pipeline.BytesPerPacket, shellAlone.BytesPerPacket));
    }

    private static void Write(TunDevice device, byte[] packet, ReadOnlySpan<InterruptEvent> events)
    {
        for (int i = 0; i < Packets; i++)
        {
            if (device.TryWrite(packet, Timeout.InfiniteTimeSpan, events).Status != WaitStatus.Ready)
            {
                throw new InvalidOperationException("The system did not take all packets.");
            }
        }
    }

    private static void Nothing()
    {
    }
}
