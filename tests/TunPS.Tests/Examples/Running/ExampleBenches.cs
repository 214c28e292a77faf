using System.Collections.Concurrent;

[assembly: AssemblyFixture(typeof(TunPS.Tests.Examples.ExampleBenches))]

namespace TunPS.Tests.Examples;

/// <summary>The benches that are free: to start a shell takes longer than most examples do.</summary>
public sealed class ExampleBenches : IDisposable
{
    private static readonly ConcurrentBag<ExampleBench> s_free = [];

    internal static ExampleBench Take() => s_free.TryTake(out ExampleBench? bench) ? bench : new ExampleBench();

    internal static void GiveBack(ExampleBench bench) => s_free.Add(bench);

    public void Dispose()
    {
        while (s_free.TryTake(out ExampleBench? bench))
        {
            bench.Dispose();
        }
    }
}
