using System.Reflection;

namespace TunPS.Tests;

/// <summary>Where the things under test are.</summary>
internal static class Repository
{
    internal static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "RepositoryRoot").Value!;

    internal static string Module => Path.Combine(Root, "out", "TunPS");

    internal static string Specs => Path.Combine(Root, "tests", "pester");

    internal static string Samples => Path.Combine(Root, "samples");

    /// <summary>The host, built in the same configuration as these tests.</summary>
    internal static string Host { get; } = Path.Combine(
        Root, "tools", "TunHost", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "TunHost");
}
