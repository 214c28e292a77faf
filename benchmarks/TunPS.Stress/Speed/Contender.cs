namespace TunPS.Stress.Speed;

/// <summary>One of several ways to do the same.</summary>
/// <param name="name">What it is called.</param>
/// <param name="turn">Does it once, and gives the figure.</param>
internal sealed class Contender(string name, Func<double> turn)
{
    private readonly List<double> _rounds = [];

    internal string Name => name;

    /// <summary>The median of the turns of each round.</summary>
    internal IReadOnlyList<double> Rounds => _rounds;

    internal double TakeTurn() => turn();

    internal void EndRound(IEnumerable<double> turns) => _rounds.Add(new Samples(turns).Median);

    internal Measurement Measure(string group, string unit, Measurement? baseline = null, Limit? limit = null)
        => new(group, name, unit, _rounds, baseline, limit);
}
