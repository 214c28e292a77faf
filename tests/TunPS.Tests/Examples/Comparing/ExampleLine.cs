namespace TunPS.Tests.Examples;

/// <summary>A line of output, or the first of several rows of one kind.</summary>
internal readonly record struct ExampleLine(string Text, string Shape);
