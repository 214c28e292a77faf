namespace TunPS.Tests.Examples;

/// <summary>Reads what a terminal shows: prompts, what was typed at them, and what was printed.</summary>
internal static class ExampleTranscript
{
    private const string Prompt = "PS> ";
    private const string Continuation = ">> ";

    internal static bool IsTranscript(string text) => text.StartsWith(Prompt, StringComparison.Ordinal);

    /// <summary>The commands, each with what it printed.</summary>
    internal static List<ExampleBlock> Read(string text, int firstLine)
    {
        List<ExampleBlock> blocks = [];
        List<string> code = [];
        List<string> output = [];
        int line = firstLine;
        int begin = firstLine;
        foreach (string words in text.Split('\n'))
        {
            if (words.StartsWith(Prompt, StringComparison.Ordinal))
            {
                End();
                begin = line;
                code.Add(words[Prompt.Length..]);
            }
            else if (output.Count == 0 && words.StartsWith(Continuation, StringComparison.Ordinal))
            {
                code.Add(words[Continuation.Length..]);
            }
            else
            {
                output.Add(words);
            }

            line++;
        }

        End();
        return blocks;

        void End()
        {
            if (code.Count > 0)
            {
                string printed = string.Join('\n', output);
                string typed = string.Join('\n', code);
                blocks.Add(new ExampleBlock(ExampleLanguage.PowerShell, typed, begin, ExampleMarks.None)
                {
                    Output = string.IsNullOrWhiteSpace(printed) ? null : printed,
                });
            }

            code.Clear();
            output.Clear();
        }
    }
}
