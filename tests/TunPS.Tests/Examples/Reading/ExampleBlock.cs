namespace TunPS.Tests.Examples;

/// <summary>One block of code of a page, or one command of a transcript.</summary>
/// <param name="Language">What runs it.</param>
/// <param name="Code">The code.</param>
/// <param name="Line">Where it stands in the page.</param>
/// <param name="Marks">What the page says of it.</param>
internal sealed record ExampleBlock(ExampleLanguage Language, string Code, int Line, ExampleMarks Marks)
{
    /// <summary>What it prints; null where the page does not say.</summary>
    internal string? Output { get; init; }
}
