namespace TunPS.Stress.Scenarios;

/// <summary>What a packet costs when there is always another one, and what a wait costs when there is none.</summary>
internal static class PriceScenario
{
    internal static void Run(StressContext context)
    {
        SystemCallPrice.Measure(context);
        TimePrice.Measure(context);
        WaitPrice.Measure(context);
    }
}
