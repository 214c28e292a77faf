using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;

namespace TunPS.Tests.Examples;

/// <summary>Finds the examples of a page in Markdown.</summary>
internal static partial class MarkdownExamples
{
    private static readonly string[] s_notRun = ["dockerfile", "ini", "json", "text", "xml", "yaml"];

    /// <summary>Reads a page.</summary>
    /// <param name="name">Its path from the root of the clone.</param>
    /// <param name="text">What it contains.</param>
    /// <param name="isHelp">Whether it is help of a cmdlet, where each example has a heading of its own.</param>
    internal static ExamplePage Read(string name, string text, bool isHelp)
    {
        ExamplePageBuilder page = new(name);
        string chapter = string.Empty;
        foreach (LeafBlock block in Markdown.Parse(text).Descendants<LeafBlock>())
        {
            int line = block.Line + 1;
            switch (block)
            {
                case HeadingBlock heading:
                    string title = text.Substring(heading.Span.Start, heading.Span.Length).TrimStart('#', ' ');
                    bool isExample = isHelp && title.StartsWith("Example ", StringComparison.Ordinal);
                    chapter = heading.Level <= 2 ? title : chapter;
                    page.Heading(title, heading.Level <= 2 || isExample);
                    break;
                case HtmlBlock html when Comment().Match(html.Lines.ToString()) is { Success: true } comment:
                    page.Comment(comment.Groups[1].Value, line);
                    break;
                case FencedCodeBlock { Info: null or "" } when isHelp && chapter == "SYNTAX":
                    page.Text();
                    break;
                case FencedCodeBlock code:
                    Add(page, code, line + 1);
                    break;
                case CodeBlock:
                    page.Problem(line, "this code has no language");
                    break;
                default:
                    page.Text();
                    break;
            }
        }

        return page.Build();
    }

    private static void Add(ExamplePageBuilder page, FencedCodeBlock block, int line)
    {
        string text = block.Lines.ToString();
        switch (block.Info)
        {
            case "powershell":
                page.Code(ExampleLanguage.PowerShell, text, line);
                break;
            case "sh":
                page.Code(ExampleLanguage.Shell, text, line);
                break;
            case "csharp":
                page.Code(ExampleLanguage.CSharp, text, line);
                break;
            case "output":
                page.Output(text, line);
                break;
            case "text" when ExampleTranscript.IsTranscript(text):
                page.Transcript(text, line);
                break;
            case string language when s_notRun.Contains(language):
                page.Code(ExampleLanguage.Text, text, line);
                break;
            case null or "":
                page.Problem(line, "this code has no language");
                break;
            case string language:
                page.Problem(line, $"there is no language '{language}'");
                break;
        }
    }

    [GeneratedRegex(@"^<!--\s*(.*?)\s*-->$", RegexOptions.Singleline)]
    private static partial Regex Comment();
}
