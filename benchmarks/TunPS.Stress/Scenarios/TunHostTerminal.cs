using System.Diagnostics;

namespace TunPS.Stress.Scenarios;

/// <summary>Ends TunHost in a terminal by Ctrl+C, a new process each time.</summary>
internal static class TunHostTerminal
{
    private const string Script =
        StressDevice.Command + "; 'stress-ready'; Receive-TunPacket $d -Continuous | Out-Null";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    internal static TerminalTimes Run(CProgram? floodProgram)
    {
        TerminalTimes times = new();
        for (int round = 0; round < TerminalScenario.Rounds; round++)
        {
            using PseudoTerminal terminal = new(Repository.Host, "-Command", Script);
            _ = terminal.WaitFor("stress-ready", s_patience);
            using Flood? flood = Flood.Start(floodProgram);
            ReceiveWatch.Wait(terminal.Process, flooded: flood is not null);
            flood?.TakeReceived();
            long begin = Stopwatch.GetTimestamp();
            terminal.Type(PseudoTerminal.ControlC);
            bool ended = terminal.Process.WaitForExit(s_patience);
            long end = Stopwatch.GetTimestamp();
            times.Milliseconds.Add(ended ? Figure.Milliseconds(end - begin) : double.PositiveInfinity);
            times.Floods.AddRange(flood is null ? [] : [flood.Stop()]);
        }

        return times;
    }
}
