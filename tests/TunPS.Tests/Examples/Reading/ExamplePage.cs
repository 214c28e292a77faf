namespace TunPS.Tests.Examples;

/// <summary>A page with its examples.</summary>
/// <param name="Name">Its path from the root of the clone.</param>
/// <param name="Sessions">The examples.</param>
/// <param name="Problems">What is written in a way that cannot be understood.</param>
internal sealed record ExamplePage(string Name, IReadOnlyList<ExampleSession> Sessions, IReadOnlyList<string> Problems);
