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
}
