using System.Reflection;

namespace TunPS.Stress;

/// <summary>Where the things under test are.</summary>
internal static class Repository
{
    private static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>The staged module.</summary>
    internal static string Module => Path.Combine(Root, "out", "TunPS");

    /// <summary>The host, built in the same configuration as this program.</summary>
    internal static string Host { get; } = Path.Combine(
        Root, "tools", "TunHost", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "TunHost");

    /// <summary>The file of a program on the PATH; null when it is not there.</summary>
    internal static string? FindProgram(string name) => Environment.GetEnvironmentVariable("PATH")!
        .Split(':').Append("/usr/sbin").Append("/sbin")
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    /// <summary>pwsh, which is of use with this very build of the module only; null and the reason otherwise.</summary>
    internal static string? FindPwsh(out string problem)
    {
        string? pwsh = FindProgram("pwsh");
        problem = pwsh is null ? "pwsh not found" : FindModuleProblem() ?? "";
        return problem.Length == 0 ? pwsh : null;
    }

    // A pwsh measures what is staged, whatever this program was built with.
    private static string? FindModuleProblem()
    {
        const string Core = "TunPS.Core.dll";
        string staged = Path.Combine(Module, "bin", "net8.0", Core);
        string own = Path.Combine(AppContext.BaseDirectory, Core);
        return File.Exists(staged) && File.ReadAllBytes(staged).AsSpan().SequenceEqual(File.ReadAllBytes(own))
            ? null
            : "out/TunPS is another build than this one; build it once more";
    }
}
