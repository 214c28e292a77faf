namespace TunPS.Tests.Examples;

/// <summary>The pages of the clone whose examples are run.</summary>
internal static class ExamplePages
{
    private static readonly Lazy<IReadOnlyList<ExamplePage>> s_help = new(() => Read("docs/en-US/*.md"));

    private static readonly Lazy<IReadOnlyList<ExamplePage>> s_others = new(() =>
    [
        .. Read("README.md"),
        .. Read("CONTRIBUTING.md"),
        .. Read("benchmarks/README.md"),
        .. Read("src/TunPS.Core/README.md"),
        .. Read("docs/design/*.md"),
        .. Read("docs/guides/*.md"),
        .. Read("docs/guides/terminal.svg"),
        .. Read("module/en-US/about_*.help.txt"),
    ]);

    /// <summary>The help of the cmdlets.</summary>
    internal static IReadOnlyList<ExamplePage> Help => s_help.Value;

    /// <summary>All that is no help of a cmdlet.</summary>
    internal static IReadOnlyList<ExamplePage> Others => s_others.Value;

    internal static IEnumerable<ExamplePage> All => Help.Concat(Others);

    /// <summary>Whether the page is about the clone, and its examples run in a folder that looks like one.</summary>
    internal static bool IsAboutClone(string page)
        => !page.StartsWith("docs/en-US/", StringComparison.Ordinal)
            && !page.StartsWith("module/", StringComparison.Ordinal);

    internal static ExamplePage Read(string name, string text) => Path.GetExtension(name) switch
    {
        ".md" => MarkdownExamples.Read(name, text, isHelp: name.StartsWith("docs/en-US/", StringComparison.Ordinal)),
        ".svg" => PictureExamples.Read(name, text),
        _ => AboutExamples.Read(name, text),
    };

    private static IReadOnlyList<ExamplePage> Read(string pattern)
    {
        string folder = Path.Combine(Repository.Root, Path.GetDirectoryName(pattern)!);
        SearchOption depth = pattern.Contains('*', StringComparison.Ordinal)
            ? SearchOption.AllDirectories
            : SearchOption.TopDirectoryOnly;
        return !Directory.Exists(folder) ? [] :
        [
            .. Directory.EnumerateFiles(folder, Path.GetFileName(pattern), depth)
                .Order(StringComparer.Ordinal)
                .Select(path => Read(Path.GetRelativePath(Repository.Root, path), File.ReadAllText(path))),
        ];
    }
}
