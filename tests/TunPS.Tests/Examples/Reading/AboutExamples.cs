using System.Management.Automation.Language;

namespace TunPS.Tests.Examples;

/// <summary>
/// Finds the examples of a topic of Get-Help, which is plain text: lines with a prompt, and what is printed. Code
/// without a prompt is no example, but has to be PowerShell, or a line of a shell, which looks the same; tests for
/// Pester are run.
/// </summary>
internal static class AboutExamples
{
    private const string Prompt = "PS> ";

    // Where code stands that is not typed at a prompt of PowerShell.
    private const int CodeIndent = 11;

    private const string TestFile = "Topic.Tests.ps1";
    private const string Run = $"Invoke-Pester -Configuration @{{ Run = @{{ Path = './{TestFile}'; Throw = $true }} }}";

    /// <summary>Reads a topic.</summary>
    /// <param name="name">Its path from the root of the clone.</param>
    /// <param name="text">What it contains.</param>
    internal static ExamplePage Read(string name, string text)
    {
        ExamplePageBuilder page = new(name);
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length > 0 && !char.IsWhiteSpace(lines[i][0]))
            {
                bool isUppercase = lines[i].Any(char.IsLetter) && !lines[i].Any(char.IsLower);
                page.Heading(lines[i].Trim(), beginsSession: isUppercase);
            }
            else if (lines[i].TrimStart().StartsWith(Prompt, StringComparison.Ordinal))
            {
                int begin = i;
                page.Transcript(Block(lines, ref i), begin + 1);
            }
            else if (lines[i].Trim().Length > 0 && Indent(lines[i]) == CodeIndent)
            {
                int begin = i;
                Code(page, Block(lines, ref i), begin + 1);
            }
        }

        return page.Build();
    }

    // All that is indented as much or more.
    private static string Block(string[] lines, ref int i)
    {
        int indent = Indent(lines[i]);
        int end = i;
        while (end < lines.Length && (string.IsNullOrWhiteSpace(lines[end]) || Indent(lines[end]) >= indent))
        {
            end++;
        }

        IEnumerable<string> block = lines[i..end].Select(line => line.Length > indent ? line[indent..] : string.Empty);
        i = end - 1;
        return string.Join('\n', block);
    }

    private static void Code(ExamplePageBuilder page, string code, int line)
    {
        // The files of systemd and of CI.
        if (code.StartsWith('[') || code.StartsWith("- ", StringComparison.Ordinal))
        {
            return;
        }

        ScriptBlockAst script = Parser.ParseInput(code, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            page.Problem(line, $"this is no PowerShell: {errors[0].Message}");
        }
        else if (script.Find(IsDescribe, searchNestedScriptBlocks: false) is not null)
        {
            page.Comment($"example: saved as {TestFile}", line);
            page.Code(ExampleLanguage.Text, code, line);
            page.Code(ExampleLanguage.PowerShell, Run, line);
        }
    }

    private static bool IsDescribe(Ast ast) => ast is CommandAst command && command.GetCommandName() == "Describe";

    private static int Indent(string line) => line.Length - line.TrimStart().Length;
}
