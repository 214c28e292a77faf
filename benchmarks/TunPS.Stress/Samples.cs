namespace TunPS.Stress;

/// <summary>Many measurements of one thing, in one unit.</summary>
internal sealed class Samples(IEnumerable<double> values)
{
    private readonly double[] _sorted = [.. values.Order()];

    internal int Count => _sorted.Length;

    internal double Min => _sorted[0];

    internal double P10 => At(0.1);

    internal double Median => At(0.5);

    internal double P99 => At(0.99);

    internal double Max => _sorted[^1];

    internal int CountUpTo(double limit) => _sorted.Count(value => value <= limit);

    private double At(double share) => _sorted[Math.Min(_sorted.Length - 1, (int)(_sorted.Length * share))];
}
