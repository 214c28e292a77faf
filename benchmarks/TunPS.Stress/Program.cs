using TunPS.Isolation;
using TunPS.Stress;
using TunPS.Stress.Scenarios;
using TunPS.Stress.Speed;

const int Usage = 2;

// What strace runs: see SystemCallCount.
if (args is [DrainChild.Word, string packets])
{
    return DrainChild.Run(int.Parse(packets, System.Globalization.CultureInfo.InvariantCulture));
}

if (args.Contains("--help"))
{
    Console.WriteLine(Catalog.Usage);
    return 0;
}

if (args.FirstOrDefault(name => Catalog.Find(name) is null) is string unknown)
{
    await Console.Error.WriteLineAsync($"There is no scenario '{unknown}'.\n{Catalog.Usage}");
    return Usage;
}

// Before the first device, so that no packet can ever leave by a real interface.
if (PrivateNetwork.TryEnter() is string obstacle)
{
    await Console.Error.WriteLineAsync(obstacle);
    return 1;
}

// The first of the three averages is that of the last minute.
string load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
Console.WriteLine($"{Environment.ProcessorCount} processors, load before: {load}\n");
Report report = new();
Results results = new(report);
using CTools tools = new();
foreach (Scenario scenario in args.Length == 0 ? Catalog.All : args.Select(name => Catalog.Find(name)!))
{
    Console.WriteLine($"== {scenario.Name}: {scenario.Description}\n");
    scenario.Run(new StressContext(report, tools, results));
}

string skipped = report.Skipped == 0 ? "" : $" {report.Skipped} measurements were skipped.";
Console.WriteLine((report.Missed == 0 ? "All limits held." : $"{report.Missed} limits missed.") + skipped);
return report.Missed == 0 ? 0 : 1;
