namespace TunPS;

/// <summary>
/// A row of random numbers that a seed decides, SplitMix64 (Steele, Lea and Flood 2014). Own code, because a seed that
/// somebody wrote down has to give the same run with the next version of .NET: the numbers of System.Random are those
/// of an algorithm that its documentation does not promise to keep.
/// </summary>
internal struct RandomStream
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>A stream of its own for each number, so that one decision does not disturb another.</summary>
    internal RandomStream(long seed, int number)
    {
        // Mixed, and not added: seeds that follow each other are usual, and must not give the same rows one further on.
        _state = Mix((ulong)seed + ((ulong)number * Golden));
    }

    /// <summary>All 64 bits are random.</summary>
    internal ulong Next() => Mix(_state += Golden);

    /// <summary>True for so many percent of the calls; never for 0, always for 100.</summary>
    internal bool Hits(double percent) => percent > 0 && (Next() >> 11) * (100.0 / (1UL << 53)) < percent;

    /// <summary>Uniform in -<paramref name="bound"/>..+<paramref name="bound"/>, both included.</summary>
    internal long Within(long bound)
        => bound == 0 ? 0 : (long)Math.BigMul(Next(), ((ulong)bound * 2) + 1, out _) - bound;

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
