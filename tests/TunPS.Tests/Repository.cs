using System.Reflection;

namespace TunPS.Tests;

/// <summary>Where the things under test are.</summary>
internal static class Repository
{
    internal static string Root { get; } = Metadata("RepositoryRoot")!;

    /// <summary>The Pester that came with the packages of these tests; null in a project without it.</summary>
    internal static string? Pester { get; } = Metadata("Pester");

    internal static string Module => Path.Combine(Root, "out", "TunPS");

    internal static string Specs => Path.Combine(Root, "tests", "pester");

    internal static string Samples => Path.Combine(Root, "samples");

    /// <summary>The host, built in the same configuration as these tests.</summary>
    internal static string Host { get; } = Path.Combine(
        Root, "tools", "TunHost", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "TunHost");

    private static string? Metadata(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(attribute => attribute.Key == key)?.Value;
}
