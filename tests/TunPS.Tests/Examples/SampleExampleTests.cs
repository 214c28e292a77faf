using System.Management.Automation.Language;

namespace TunPS.Tests.Examples;

/// <summary>
/// The examples in the help of samples and scripts can be typed, and those of samples do not fail; what the samples do
/// is tried by SampleTests.
/// </summary>
public sealed class SampleExampleTests
{
    // Folders with scripts whose help has examples; the scripts of build are parts of build.ps1.
    private static readonly string[] s_folders = [".", ".ci", "benchmarks", "docs", "samples"];

    public static TheoryData<string> Scripts =>
    [
        .. s_folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.ps1"))
            .Where(path => File.ReadAllText(path).Contains(".EXAMPLE", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal),
    ];

    public static IEnumerable<TheoryDataRow<string, string>> Examples => ExampleData.Rows(SampleExamples.Pages);

    [ExampleTheory]
    [MemberData(nameof(Examples))]
    public void Example(string page, string example) => ExampleData.Run(SampleExamples.Pages, page, example);

    [Fact]
    public void Every_sample_has_examples()
        => Assert.All(SampleExamples.Pages, page => Assert.NotEmpty(page.Sessions));

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_takes_what_its_examples_give_it(string script)
    {
        ScriptBlockAst ast = Parser.ParseFile(Path.Combine(Repository.Root, script), out _, out _);
        CommandAst[] commands =
            [.. SampleExamples.Code(ast).SelectMany(Commands).Where(command => IsOf(command, script))];

        Assert.NotEmpty(commands);
        Assert.All(
            commands.SelectMany(command => command.CommandElements.SkipWhile(word => !IsName(word, script)))
                .OfType<CommandParameterAst>(),
            parameter => Assert.Contains(parameter.ParameterName, Parameters(ast), StringComparer.OrdinalIgnoreCase));
    }

    private static IEnumerable<CommandAst> Commands(string code)
    {
        ScriptBlockAst ast = Parser.ParseInput(code, out _, out ParseError[] errors);
        Assert.Empty(errors);
        return ast.FindAll(part => part is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>();
    }

    // "./samples/Reply-Ping.ps1 -Count 3", or an argument: "Invoke-Pester ./samples/Test-PortKnock.Tests.ps1".
    private static bool IsOf(CommandAst command, string script)
        => command.CommandElements.Any(word => IsName(word, script));

    private static bool IsName(CommandElementAst word, string script)
        => word.ToString() == script || word.ToString() == $"./{script}";

    private static string[] Parameters(ScriptBlockAst ast) =>
    [
        .. (ast.ParamBlock?.Parameters ?? []).Select(parameter => parameter.Name.VariablePath.UserPath),
        "WhatIf", "Verbose", "Output",
    ];
}
