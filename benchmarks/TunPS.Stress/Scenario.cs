namespace TunPS.Stress;

/// <summary>One thing that is measured.</summary>
internal sealed record Scenario(string Name, string Description, Action<StressContext> Run);
