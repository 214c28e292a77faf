using System.Diagnostics;

namespace TunPS.Stress.Scenarios;

/// <summary>Ends receives at the prompt of one pwsh in a terminal by Ctrl+C.</summary>
internal static class PwshTerminal
{
    // What is typed is echoed: the number makes a prompt that appears different from all that is typed.
    private const string Prompt = "function prompt { \"[$((++$global:prompts))]# \" }";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    internal static TerminalTimes Run(string pwsh, CProgram? floodProgram)
    {
        TerminalTimes times = new();
        string prepare = $"Import-Module {Repository.Module}; {StressDevice.Command}; {Prompt}";
        using PseudoTerminal terminal = new(pwsh, "-NoProfile", "-NoLogo", "-NoExit", "-Command", prepare);
        _ = terminal.WaitFor("[1]# ", s_patience);
        using Flood? flood = Flood.Start(floodProgram);
        for (int round = 0; round < TerminalScenario.Rounds; round++)
        {
            terminal.Type("Receive-TunPacket $d -Continuous | Out-Null\r");
            ReceiveWatch.Wait(terminal.Process, flooded: flood is not null);
            long begin = Stopwatch.GetTimestamp();
            terminal.Type(PseudoTerminal.ControlC);
            long end = terminal.WaitFor($"[{round + 2}]# ", s_patience);
            times.Milliseconds.Add(Figure.Milliseconds(end - begin));
        }

        times.Floods.AddRange(flood is null ? [] : [flood.Stop()]);
        terminal.Type("exit\r");
        _ = terminal.Process.WaitForExit(s_patience);
        return times;
    }
}
