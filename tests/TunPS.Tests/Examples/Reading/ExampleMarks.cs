namespace TunPS.Tests.Examples;

/// <summary>What the comment before a block says of how it runs.</summary>
internal sealed record ExampleMarks
{
    private const string Prefix = "example:";

    internal static ExampleMarks None { get; } = new();

    /// <summary>Runs beside the block before it.</summary>
    internal bool OtherTerminal { get; init; }

    /// <summary>Never ends, and is stopped when its output has come.</summary>
    internal bool Stopped { get; init; }

    /// <summary>Is about something that goes wrong, and has to.</summary>
    internal bool Fails { get; init; }

    /// <summary>Is about numbers and rows, which have to be those of its output.</summary>
    internal bool Exact { get; init; }

    /// <summary>The file that its text is written to instead of being run.</summary>
    internal string? SavedAs { get; init; }

    /// <summary>Why it does not run.</summary>
    internal string? NotRun { get; init; }

    /// <summary>Whether a comment is one of ours.</summary>
    internal static bool IsMark(string comment) => comment.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Reads the text of a comment: one mark or several, with commas between them.</summary>
    /// <exception cref="FormatException">It is no mark that we know, or lacks something.</exception>
    internal static ExampleMarks Parse(string comment)
    {
        string text = comment[Prefix.Length..].Trim();
        if (After(text, "not run") is string reason)
        {
            return new() { NotRun = Required(reason, "the reason") };
        }

        ExampleMarks marks = new();
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            marks = word switch
            {
                "other terminal" => marks with { OtherTerminal = true },
                "stopped" => marks with { Stopped = true },
                "fails" => marks with { Fails = true },
                "exact" => marks with { Exact = true },
                _ when After(word, "saved as") is string name => marks with { SavedAs = Required(name, "the name") },
                _ => throw new FormatException($"there is no mark '{word}'"),
            };
        }

        return marks;
    }

    private static string? After(string text, string mark) => text.StartsWith(mark, StringComparison.Ordinal)
        ? text[mark.Length..].TrimStart(':', ' ')
        : null;

    private static string Required(string value, string what)
        => value.Length > 0 ? value : throw new FormatException($"the mark lacks {what}");
}
