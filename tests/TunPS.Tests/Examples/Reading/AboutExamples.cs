namespace TunPS.Tests.Examples;

/// <summary>
/// Finds the examples of a topic of Get-Help, which is plain text: lines with a prompt, and what is printed.
/// </summary>
internal static class AboutExamples
{
    private const string Prompt = "PS> ";

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
                int indent = Indent(lines[i]);
                int end = i;
                while (end < lines.Length && (string.IsNullOrWhiteSpace(lines[end]) || Indent(lines[end]) >= indent))
                {
                    end++;
                }

                IEnumerable<string> transcript = lines[i..end]
                    .Select(line => line.Length > indent ? line[indent..] : string.Empty);
                page.Transcript(string.Join('\n', transcript), i + 1);
                i = end - 1;
            }
        }

        return page.Build();
    }

    private static int Indent(string line) => line.Length - line.TrimStart().Length;
}
