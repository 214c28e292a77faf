using System.Diagnostics;

namespace TunPS.Stress.Scenarios;

/// <summary>How long one of the ways takes, in milliseconds.</summary>
internal sealed class CycleTimes(ICycle cycle)
{
    private readonly List<double> _make = [];
    private readonly List<double> _remove = [];

    internal string Name => cycle.Name;

    internal Samples Make => new(_make);

    internal Samples Remove => new(_remove);

    internal Samples Whole => new(_make.Zip(_remove, (make, remove) => make + remove));

    internal void Run()
    {
        long begin = Stopwatch.GetTimestamp();
        cycle.Make();
        long made = Stopwatch.GetTimestamp();
        cycle.Remove();
        _make.Add(Figure.Milliseconds(made - begin));
        _remove.Add(Figure.Milliseconds(Stopwatch.GetTimestamp() - made));
    }

    /// <summary>Forgets what was measured so far.</summary>
    internal void Clear()
    {
        _make.Clear();
        _remove.Clear();
    }
}
