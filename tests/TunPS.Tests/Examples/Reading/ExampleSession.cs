namespace TunPS.Tests.Examples;

/// <summary>The blocks that share one shell, one network namespace and one working folder.</summary>
/// <param name="Page">The page, as a path from the root of the clone.</param>
/// <param name="Heading">The heading that they stand under.</param>
/// <param name="Blocks">The blocks, in order.</param>
internal sealed record ExampleSession(string Page, string Heading, IReadOnlyList<ExampleBlock> Blocks);
