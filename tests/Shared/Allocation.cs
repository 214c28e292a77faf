namespace TunPS.Testing;

/// <summary>What code allocates that runs again and again.</summary>
internal static class Allocation
{
    private const int Rounds = 100;

    /// <summary>
    /// The bytes that a round allocates on this thread, in the median. Single rounds say nothing: what the runtime does for
    /// itself while it compiles the code anew counts, too.
    /// </summary>
    internal static long PerRound(Action round)
    {
        long[] bytes = new long[Rounds];
        round();
        for (int i = 0; i < Rounds; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            round();
            bytes[i] = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Array.Sort(bytes);
        return bytes[Rounds / 2];
    }
}
