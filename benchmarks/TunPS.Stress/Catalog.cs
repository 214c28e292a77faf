using TunPS.Stress.Scenarios;
using TunPS.Stress.Speed;

namespace TunPS.Stress;

/// <summary>All that can be measured, in the order in which it is.</summary>
internal static class Catalog
{
    internal static IReadOnlyList<Scenario> All { get; } =
    [
        new("trigger", "from InterruptEvent.Trigger() to the return of the read that it ends", TriggerScenario.Run),
        new("stop", "from PowerShell.Stop() to the end of a pipeline that receives", StopScenario.Run),
        new("terminal", "from Ctrl+C typed at a terminal to the end of a receive", TerminalScenario.Run),
        new("deadline", "a timeout of 500 ms, in peace and disturbed", DeadlineScenario.Run),
        new("price", "what a packet costs: system calls, time, memory", PriceScenario.Run),
        new("cycle", "a device that is made, configured and removed, beside ip", CycleScenario.Run),
        new("packet", "what it costs to look into a packet", PacketScenario.Run),
        new("capture", "a pipeline that writes all that a device receives to the disk", CaptureScenario.Run),
        new("fuzz", "damaged packets and captures, by the million", FuzzScenario.Run),
        new("async", "ReadAsync: packets, cancellation, threads", AsyncScenario.Run),
        new("line", "a connection with impairments, as ping and iperf3 see it", LineScenario.Run),
        new("drain", "packets per second out of a full queue, beside C", DrainSpeed.Run, IsSpeed: true),
        new("flood", "packets per second while others come, beside C", FloodSpeed.Run, IsSpeed: true),
        new("send", "packets per second into the system, beside C", SendSpeed.Run, IsSpeed: true),
        new("latency", "from Trigger() to the end of the read, beside C", LatencySpeed.Run, IsSpeed: true),
        new("forward", "TCP between two devices, beside C, by iperf3", ForwardSpeed.Run, IsSpeed: true),
        new("forward-long", "the memory of a program that forwards for a minute", ForwardLongSpeed.Run, IsSpeed: true),
        new("pwsh", "the pipelines in a pwsh of its own, its memory, and the import", PwshSpeed.Run, IsSpeed: true),
    ];

    internal static string Usage { get; } =
        $"""
        Usage: TunPS.Stress [--help] [option...] [scenario...]

        Without a name all scenarios run, one after the other. The exit code is 1 when a limit is missed.

        {List(Catalog.All.Where(scenario => !scenario.IsSpeed))}

        These are '{CommandLine.Speed}' together: the whole beside the same in C, in five rounds. The medians count.

        {List(Catalog.All.Where(scenario => scenario.IsSpeed))}

        Their figures are also written where an option says so:

          {CommandLine.Json} file      all of them, those of each round too
          {CommandLine.Svg} file       the ratios as a chart
          {CommandLine.Markdown} file  a table in a page that has a place for it, between comments
        """;

    internal static Scenario? Find(string name) => All.FirstOrDefault(scenario => scenario.Name == name);

    private static string List(IEnumerable<Scenario> scenarios)
        => string.Join('\n', scenarios.Select(scenario => $"  {scenario.Name,-14}{scenario.Description}"));
}
