namespace TunPS.Tests.Examples;

/// <summary>Every example of the README, the guides and the topics of Get-Help does what its page says.</summary>
public sealed class GuideExampleTests
{
    public static IEnumerable<TheoryDataRow<string, string>> Examples => ExampleData.Rows(ExamplePages.Others);

    [ExampleTheory]
    [MemberData(nameof(Examples))]
    public void Example(string page, string example) => ExampleData.Run(ExamplePages.Others, page, example);
}
