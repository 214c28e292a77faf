namespace TunPS.Stress;

/// <summary>One thing that is measured.</summary>
/// <param name="Name">The word on the command line.</param>
/// <param name="Description">What it is, in a line.</param>
/// <param name="Run">Measures it.</param>
/// <param name="IsSpeed">Whether it is one of those that are compared with C as a whole.</param>
internal sealed record Scenario(string Name, string Description, Action<StressContext> Run, bool IsSpeed = false);
