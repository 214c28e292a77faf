namespace TunPS.Tests.Examples;

/// <summary>The examples as data of a theory.</summary>
internal static class ExampleData
{
    /// <summary>A row for each session, and one that is skipped for each block that is not run.</summary>
    internal static IEnumerable<TheoryDataRow<string, string>> Rows(IEnumerable<ExamplePage> pages)
        => pages.SelectMany(page => page.Sessions).SelectMany(Rows);

    internal static void Run(IEnumerable<ExamplePage> pages, string page, string example)
    {
        ExampleSession session = pages.Single(one => one.Name == page).Sessions.Single(one => one.Heading == example);
        string? missing = ExampleTools.AreRequired ? null : ExampleTools.FindMissing(session);
        Assert.SkipWhen(missing is not null, $"{missing} is not installed.");
        ExampleRun.Run(session);
    }

    private static IEnumerable<TheoryDataRow<string, string>> Rows(ExampleSession session)
    {
        if (session.Blocks.Any(block => block.Marks.NotRun is null))
        {
            yield return Row(session, session.Heading, null);
        }

        foreach (ExampleBlock block in session.Blocks.Where(block => block.Marks.NotRun is not null))
        {
            yield return Row(session, $"{session.Heading} (line {block.Line})", block.Marks.NotRun);
        }
    }

    private static TheoryDataRow<string, string> Row(ExampleSession session, string example, string? skip)
    {
        TheoryDataRow<string, string> row = new(session.Page, example) { Skip = skip };
        row.Traits["Page"] = [session.Page];
        return row;
    }
}
