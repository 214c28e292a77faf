namespace TunPS.Tests.Help;

/// <summary>What stands under one heading of a page.</summary>
internal sealed class HelpPageSection(string chapter, string title)
{
    internal string Chapter { get; } = chapter;

    /// <summary>The smaller heading; empty for what stands under that of the chapter.</summary>
    internal string Title { get; } = title;

    /// <summary>All that stands there, in order. Prose has no language.</summary>
    internal List<(string? Language, string Text)> Blocks { get; } = [];

    internal string Prose
        => string.Join("\n\n", Blocks.Where(block => block.Language is null).Select(block => block.Text));

    internal IEnumerable<(string? Language, string Text)> Code => Blocks.Where(block => block.Language is not null);

    /// <summary>All but the first code, which is what an example is of.</summary>
    internal string Rest
        => string.Join("\n\n", Blocks.Where(block => block != Code.First()).Select(block => block.Text));
}
