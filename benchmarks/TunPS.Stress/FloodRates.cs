namespace TunPS.Stress;

/// <summary>What a flood was, in packets per second.</summary>
/// <param name="Offered">What was sent into the interface, as the flooder counts it.</param>
/// <param name="Received">What the reader took out of it, as the interface counts it.</param>
internal sealed record FloodRates(double Offered, double Received)
{
    /// <summary>Below this the flood is none.</summary>
    internal const double Required = 300_000;

    /// <summary>The mean of several floods.</summary>
    internal static FloodRates Mean(IReadOnlyCollection<FloodRates> rates)
        => new(rates.Average(rate => rate.Offered), rates.Average(rate => rate.Received));
}
