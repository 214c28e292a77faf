using TunPS.Isolation;
using TunPS.Stress;
using TunPS.Stress.Scenarios;
using TunPS.Stress.Speed;
using TunPS.Stress.Speed.Output;

const int Usage = 2;

// What strace runs: see SystemCallCount.
if (args is [DrainChild.Word, string packets])
{
    return DrainChild.Run(int.Parse(packets, System.Globalization.CultureInfo.InvariantCulture));
}

// The other end of a comparison with c/forward.c: see ForwardSpeed.
if (args is [ForwardChild.Word, string first, string second, string offload])
{
    return ForwardChild.Run(first, second, hasOffload: offload == "1");
}

if (args.Contains("--help"))
{
    Console.WriteLine(Catalog.Usage);
    return 0;
}

CommandLine? commandLine = CommandLine.Parse(args, out string problem);
if (commandLine is null)
{
    await Console.Error.WriteLineAsync($"{problem}\n{Catalog.Usage}");
    return Usage;
}

// Before the first device, so that no packet can ever leave by a real interface.
if (PrivateNetwork.TryEnter() is string obstacle)
{
    await Console.Error.WriteLineAsync(obstacle);
    return 1;
}

Machine machine = Machine.Read();
Console.WriteLine($"{machine}\n");
Report report = new();
Results results = new(report, machine, commandLine.Files);
using CTools tools = new();
try
{
    foreach (Scenario scenario in commandLine.Scenarios)
    {
        Console.WriteLine($"== {scenario.Name}: {scenario.Description}\n");
        scenario.Run(new StressContext(report, tools, results));
    }
}
finally
{
    // Also what was measured before one of them failed.
    results.Write();
}

string skipped = report.Skipped == 0 ? "" : $" {report.Skipped} measurements were skipped.";
Console.WriteLine((report.Missed == 0 ? "All limits held." : $"{report.Missed} limits missed.") + skipped);
return report.Missed == 0 ? 0 : 1;
