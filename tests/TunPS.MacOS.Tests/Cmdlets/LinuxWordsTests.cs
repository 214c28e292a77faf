using TunPS.Tests;

namespace TunPS.MacOS.Tests.Cmdlets;

/// <summary>Advice for Linux is only given on Linux.</summary>
public sealed class LinuxWordsTests
{
    // What is asked for a namespace is refused before on every other system.
    private const string NamespaceRule = "NetworkNamespaceName.cs";

    [Theory]
    [InlineData("src/TunPS")]
    [InlineData("src/TunPS.Core")]
    public void No_text_outside_of_the_backend_for_Linux_has_any(string project)
    {
        string[] files = [.. Directory
            .EnumerateFiles(Path.Combine(Repository.Root, project), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal)
                && !file.Contains("/Linux/", StringComparison.Ordinal)
                && Path.GetFileName(file) != NamespaceRule)];

        Assert.True(files.Length > 50);
        Assert.All(files, file => Assert.All(
            File.ReadLines(file).Where(line => line.Contains('"', StringComparison.Ordinal) && !IsComment(line)),
            LinuxWords.AssertNone));
    }

    private static bool IsComment(string line) => line.TrimStart().StartsWith("//", StringComparison.Ordinal);
}
