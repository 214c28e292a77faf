using System.Management.Automation.Language;

namespace TunPS.Tests.Examples;

/// <summary>
/// The examples in the help of samples and scripts can be typed; what the samples do is tried by SampleTests.
/// </summary>
public sealed class SampleExampleTests
{
    public static TheoryData<string> Scripts =>
    [
        .. Directory.EnumerateFiles(Repository.Samples, "*.ps1").Append(Path.Combine(Repository.Root, "build.ps1"))
            .Select(path => Path.GetRelativePath(Repository.Root, path)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_takes_what_its_examples_give_it(string script)
    {
        ScriptBlockAst ast = Parser.ParseFile(Path.Combine(Repository.Root, script), out _, out _);
        CommandAst[] commands = [.. Examples(ast).SelectMany(Commands).Where(command => IsOf(command, script))];

        Assert.NotEmpty(commands);
        Assert.All(
            commands.SelectMany(command => command.CommandElements.OfType<CommandParameterAst>()),
            parameter => Assert.Contains(parameter.ParameterName, Parameters(ast), StringComparer.OrdinalIgnoreCase));
    }

    // Of an example the help takes the first line as the code; our code goes on to the first line that is empty.
    private static IEnumerable<string> Examples(ScriptBlockAst ast) => ast.GetHelpContent().Examples
        .Select(example => example.Split("\n\n")[0]);

    private static IEnumerable<CommandAst> Commands(string code)
    {
        ScriptBlockAst ast = Parser.ParseInput(code, out _, out ParseError[] errors);
        Assert.Empty(errors);
        return ast.FindAll(part => part is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>();
    }

    // "./samples/Reply-Ping.ps1 -Count 3", or an argument: "Invoke-Pester ./samples/Test-PortKnock.Tests.ps1".
    private static bool IsOf(CommandAst command, string script)
        => command.CommandElements.Any(word => word.ToString() == $"./{script}");

    private static string[] Parameters(ScriptBlockAst ast) =>
    [
        .. (ast.ParamBlock?.Parameters ?? []).Select(parameter => parameter.Name.VariablePath.UserPath),
        "WhatIf", "Verbose", "Output",
    ];
}
