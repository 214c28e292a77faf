using System.Management.Automation.Language;

namespace TunPS.Tests;

/// <summary>Every It of the Pester specs is a test of its own here.</summary>
[Collection(nameof(Session))]
public sealed class SpecTests
{
    public static TheoryData<string, string, int> Specs()
    {
        TheoryData<string, string, int> specs = [];
        foreach (string file in SpecRun.Files)
        {
            ScriptBlockAst script = Parser.ParseFile(file, out _, out ParseError[] errors);
            Assert.Empty(errors);
            foreach (CommandAst it in script.FindAll(IsIt, searchNestedScriptBlocks: true).Cast<CommandAst>())
            {
                ScriptBlockExpressionAst body = it.CommandElements.OfType<ScriptBlockExpressionAst>().Last();
                specs.Add(Path.GetFileName(file), it.CommandElements[1].ToString().Trim('\''), body.Extent.StartLineNumber);
            }
        }

        return specs;
    }

    [DeviceTheory]
    [MemberData(nameof(Specs))]
    public void Spec(string file, string name, int line)
    {
        SpecResult[] results = [.. SpecRun.Of(Path.Combine(Repository.Specs, file)).Where(result => result.Line == line)];

        Assert.True(results.Length > 0, $"'{name}' did not run.");
        Assert.All(results, result => Assert.True(
            result.Result is "Passed" or "Skipped", $"{result.Name}: {result.Result}. {result.Message}"));
        Assert.SkipWhen(results.All(result => result.Result == "Skipped"), $"Skipped by the spec. {results[0].Message}");
    }

    private static bool IsIt(Ast ast) => ast is CommandAst command && command.GetCommandName() == "It";
}
