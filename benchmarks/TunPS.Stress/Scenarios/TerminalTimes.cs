namespace TunPS.Stress.Scenarios;

/// <summary>The time of each Ctrl+C, and the floods meanwhile.</summary>
internal sealed record TerminalTimes(List<double> Milliseconds, List<FloodRates> Floods)
{
    internal TerminalTimes()
        : this([], [])
    {
    }
}
