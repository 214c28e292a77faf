using System.Management.Automation.Language;

namespace TunPS.Tests.Examples;

/// <summary>Finds the examples in the help of samples: each is a session, and does not say what it prints.</summary>
internal static class SampleExamples
{
    // What is there already where somebody types such an example.
    private static readonly Dictionary<string, string> s_files = new()
    {
        ["dns.pcapng"] = "1..3 | ForEach-Object { New-TunPacket -Udp 192.0.2.2 192.0.2.1 -DestinationPort 53 } | "
            + "Export-TunCapture dns.pcapng",
        ["movie.mp4"] = "Set-Content movie.mp4 'The first scene.'",
    };

    // What goes on until Ctrl+C, or for a day.
    private static readonly string[] s_endless = ["-Continuous", "-NoTraffic"];

    // Reasons, by what stands in the example.
    private static readonly Dictionary<string, string> s_notRun = new()
    {
        ["-Wireshark"] = "Wireshark needs a display",
        ["-RateLimit 1Mbit"] = "it takes long, and differs from the example before only in numbers",
        ["Invoke-Pester"] = "SampleSpecTests runs it, and looks at each of its tests",
    };

    private static readonly Lazy<IReadOnlyList<ExamplePage>> s_pages = new(() =>
    [
        .. Directory.EnumerateFiles(Repository.Samples, "*.ps1").Order(StringComparer.Ordinal).Select(Read),
    ]);

    internal static IReadOnlyList<ExamplePage> Pages => s_pages.Value;

    /// <summary>The code of each example of a script.</summary>
    /// <remarks>The help takes the first line as the code; ours goes on to the first empty line.</remarks>
    internal static IEnumerable<string> Code(ScriptBlockAst script)
        => script.GetHelpContent()?.Examples.Select(example => example.Split("\n\n")[0].TrimEnd()) ?? [];

    private static ExamplePage Read(string path)
    {
        string page = Path.GetRelativePath(Repository.Root, path);
        IEnumerable<ExampleSession> sessions = Code(Parser.ParseFile(path, out _, out _))
            .Select((code, i) => new ExampleSession(page, $"Example {i + 1}", [.. Blocks(code)]));
        return new ExamplePage(page, [.. sessions], []);
    }

    private static IEnumerable<ExampleBlock> Blocks(string code)
    {
        ExampleMarks marks = new()
        {
            Stopped = s_endless.Any(word => code.Contains(word, StringComparison.Ordinal)),
            NotRun = s_notRun.FirstOrDefault(reason => code.Contains(reason.Key, StringComparison.Ordinal)).Value,
        };
        return s_files.Where(file => code.Contains(file.Key, StringComparison.Ordinal))
            .Select(file => new ExampleBlock(ExampleLanguage.PowerShell, file.Value, 1, ExampleMarks.None))
            .Append(new ExampleBlock(ExampleLanguage.PowerShell, code, 1, marks));
    }
}
