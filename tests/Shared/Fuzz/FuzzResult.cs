using System.Diagnostics;

namespace TunPS.Testing;

/// <summary>What came out of many rounds of a fuzz.</summary>
internal sealed class FuzzResult
{
    private readonly Lock _lock = new();

    /// <summary>How many rounds ended with an exception.</summary>
    internal int Exceptions { get; private set; }

    /// <summary>The first of them, with the seed that brings it again.</summary>
    internal string? First { get; private set; }

    /// <summary>The longest round.</summary>
    internal double SlowestMilliseconds { get; private set; }

    /// <summary>Runs so many rounds on all processors. Each has a seed of its own, so that one can be run again.</summary>
    internal static FuzzResult Of(IFuzz fuzz, int rounds)
    {
        FuzzResult result = new();
        _ = Parallel.For(0, rounds, seed => result.RunOne(fuzz, seed));
        return result;
    }

    /// <summary>The same for a time, whatever number of rounds that is; at least one.</summary>
    internal static FuzzResult Of(IFuzz fuzz, TimeSpan duration)
    {
        FuzzResult result = new();
        long begin = Stopwatch.GetTimestamp();
        for (int seed = 0; seed == 0 || Stopwatch.GetElapsedTime(begin) < duration; seed++)
        {
            result.RunOne(fuzz, seed);
        }

        return result;
    }

    private void RunOne(IFuzz fuzz, int seed)
    {
        long begin = Stopwatch.GetTimestamp();
        Exception? failure = null;
        try
        {
            fuzz.RunOne(new Mutator(seed));
        }
#pragma warning disable CA1031 // Whatever it is, it is what is looked for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            failure = e;
        }

        double time = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        if (failure is null && time <= SlowestMilliseconds)
        {
            return;
        }

        lock (_lock)
        {
            SlowestMilliseconds = Math.Max(SlowestMilliseconds, time);
            Exceptions += failure is null ? 0 : 1;
            First ??= failure is null ? null : $"seed {seed}: {failure}";
        }
    }
}
