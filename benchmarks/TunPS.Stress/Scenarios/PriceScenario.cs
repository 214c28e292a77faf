namespace TunPS.Stress.Scenarios;

/// <summary>What a packet costs when there is always another one.</summary>
internal static class PriceScenario
{
    internal static void Run(StressContext context)
    {
        SystemCallPrice.Measure(context);
        TimePrice.Measure(context);
    }
}
