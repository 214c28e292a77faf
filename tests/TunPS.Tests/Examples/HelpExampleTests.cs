namespace TunPS.Tests.Examples;

/// <summary>Every example of the cmdlets' help does what its page says.</summary>
public sealed class HelpExampleTests
{
    public static IEnumerable<TheoryDataRow<string, string>> Examples => ExampleData.Rows(ExamplePages.Help);

    [ExampleTheory]
    [MemberData(nameof(Examples))]
    public void Example(string page, string example) => ExampleData.Run(ExamplePages.Help, page, example);
}
