namespace TunPS.Stress.Speed;

/// <summary>One thing that was measured in several rounds.</summary>
/// <param name="Group">The scenario that it belongs to.</param>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">The unit of the rounds.</param>
/// <param name="Rounds">One figure for each round.</param>
/// <param name="Baseline">What it is compared with: measured in the same rounds. Null when it stands for itself.</param>
/// <param name="Limit">What the ratio must keep; without a baseline, what the median must.</param>
internal sealed record Measurement(
    string Group,
    string Name,
    string Unit,
    IReadOnlyList<double> Rounds,
    Measurement? Baseline = null,
    Limit? Limit = null)
{
    internal double Median => new Samples(Rounds).Median;

    /// <summary>The ratio to the baseline in each round; empty without one.</summary>
    internal IReadOnlyList<double> Ratios { get; } =
        Baseline is null ? [] : [.. Rounds.Zip(Baseline.Rounds, (own, other) => own / other)];

    /// <summary>The median of the ratios; null without a baseline.</summary>
    internal double? Ratio => Baseline is null ? null : new Samples(Ratios).Median;

    /// <summary>Null without a limit.</summary>
    internal bool? Holds => Limit?.Holds(Ratio ?? Median);

    /// <summary>Whether the limit was kept, in a word; empty without one.</summary>
    internal string Verdict => Holds switch
    {
        true => "ok",
        false => "MISSED",
        null => "",
    };
}
