using System.Text.RegularExpressions;

namespace TunPS.Tests.Examples;

/// <summary>What examples need that a machine may lack.</summary>
internal static class ExampleTools
{
    private static readonly string[] s_programs =
        ["curl", "dig", "iperf3", "nc", "nft", "python3", "tcpdump", "tshark"];

    /// <summary>True when a missing pwsh is a failure and not a skip: most tests do without one.</summary>
    internal static bool IsPwshRequired => Environment.GetEnvironmentVariable("TUNPS_REQUIRE_PWSH") == "1";

    /// <summary>True when an example that cannot run for the lack of a tool is a failure and not a skip.</summary>
    internal static bool AreRequired => Environment.GetEnvironmentVariable("TUNPS_REQUIRE_TOOLS") == "1";

    /// <summary>Whether there is such a program.</summary>
    internal static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(':').Append("/usr/sbin").Append("/sbin").Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>What the session needs and is not there; null when there is nothing.</summary>
    internal static string? FindMissing(ExampleSession session)
    {
        string code = string.Join('\n', session.Blocks
            .Where(block => block.Marks.NotRun is null).Select(block => block.Code));
        bool Uses(string word) => Regex.IsMatch(code, $@"(?<![\w./-]){Regex.Escape(word)}(?![\w.-])");
        return s_programs.FirstOrDefault(program => Uses(program) && !IsInstalled(program));
    }
}
