namespace TunPS.Tests.Examples;

/// <summary>The pages as they are.</summary>
public sealed class ExamplePageTests
{
    // Where nobody writes pages.
    private static readonly string[] s_others = [".git", "bin", "node_modules", "obj", "out", "TestResults"];

    [Fact]
    public void All_that_is_written_on_pages_can_be_understood()
        => Assert.Empty(ExamplePages.All.SelectMany(page => page.Problems));

    [Fact]
    public void No_page_with_an_example_is_left_out()
    {
        IEnumerable<string> withExamples = Pages(new DirectoryInfo(Repository.Root))
            .Select(file => ExamplePages.Read(
                Path.GetRelativePath(Repository.Root, file.FullName), File.ReadAllText(file.FullName)))
            .Where(page => page.Sessions.Count > 0 || page.Problems.Count > 0)
            .Select(page => page.Name);

        Assert.Equal(
            withExamples.Order(StringComparer.Ordinal),
            ExamplePages.All.Where(page => page.Sessions.Count > 0)
                .Select(page => page.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_cmdlet_has_examples()
        => Assert.All(
            ExamplePages.Help.Where(page => Path.GetFileName(page.Name).Contains('-', StringComparison.Ordinal)),
            page => Assert.True(page.Sessions.Sum(session => session.Blocks.Count) >= 3, page.Name));

    private static IEnumerable<FileInfo> Pages(DirectoryInfo folder) =>
    [
        .. folder.EnumerateFiles("*.md"),
        .. folder.EnumerateFiles("about_*.help.txt"),
        .. folder.EnumerateFiles("*.svg"),
        .. folder.EnumerateDirectories().Where(part => !s_others.Contains(part.Name)).SelectMany(Pages),
    ];
}
