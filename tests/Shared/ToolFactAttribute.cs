using System.Runtime.CompilerServices;

namespace TunPS.Testing;

/// <summary>
/// A fact that needs another program: skipped with the reason where it is missing, unless TUNPS_REQUIRE_TOOLS is 1.
/// </summary>
internal sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(
        string tool, [CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        if (!IsInstalled(tool) && Environment.GetEnvironmentVariable("TUNPS_REQUIRE_TOOLS") != "1")
        {
            Skip = $"{tool} is not installed.";
        }
    }

    private static bool IsInstalled(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(':').Append("/usr/sbin").Append("/sbin").Any(folder => File.Exists(Path.Combine(folder, tool)));
}
