using System.Runtime.ExceptionServices;

namespace TunPS.Stress.Scenarios;

/// <summary>
/// On which processors two threads are, -1 for any. To be woken on the same or on another processor are things of
/// which one takes ten times as long; left to the scheduler, it is chance which of them is compared with which.
/// </summary>
internal sealed record Placement(string Name, int Reader, int Triggerer)
{
    // Processors up to 1023, as in the cpu_set_t of C.
    private const int Words = 16;

    // Looked at once: a thread that stays on a processor sees no other.
    private static readonly Lazy<IReadOnlyList<Placement>> s_machine = new(Find);

    internal static Placement Any { get; } = new("any processor", -1, -1);

    /// <summary>Those which this machine has.</summary>
    internal static IReadOnlyList<Placement> All() => s_machine.Value;

    private static unsafe IReadOnlyList<Placement> Find()
    {
        ulong* mask = stackalloc ulong[Words];
        _ = Libc.SchedGetAffinity(0, Words * sizeof(ulong), mask);
        List<int> processors = [];
        for (int i = 0; i < Words * 64; i++)
        {
            if ((mask[i / 64] & (1UL << (i % 64))) != 0)
            {
                processors.Add(i);
            }
        }

        Placement same = new("both on one processor", processors[0], processors[0]);
        return processors.Count == 1 ? [same] : [same, new("on two processors", processors[0], processors[1])];
    }

    /// <summary>Keeps the calling thread on a processor.</summary>
    internal static unsafe void StayOn(int processor)
    {
        if (processor >= 0)
        {
            ulong* mask = stackalloc ulong[Words];
            new Span<ulong>(mask, Words).Clear();
            mask[processor / 64] = 1UL << (processor % 64);
            _ = Libc.SchedSetAffinity(0, Words * sizeof(ulong), mask);
        }
    }

    /// <summary>
    /// Does something on a thread of its own that stays on the first processor, as do the programs which it starts.
    /// </summary>
    internal static void RunPinned(Action action) => _ = Run(s_machine.Value[0].Reader, () =>
    {
        action();
        return true;
    });

    /// <summary>
    /// Does something on a thread of its own that stays on another processor, where there is one. So do the programs
    /// which it starts.
    /// </summary>
    internal static T RunOnOther<T>(Func<T> function) => Run(s_machine.Value[^1].Triggerer, function);

    private static T Run<T>(int processor, Func<T> function)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            StayOn(processor);
            try
            {
                result = function();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
