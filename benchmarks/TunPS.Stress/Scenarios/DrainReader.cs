using System.Diagnostics;

namespace TunPS.Stress.Scenarios;

/// <summary>Fills the queue of <see cref="StressDevice"/>, and times one way to empty it.</summary>
internal sealed class DrainReader(string name, int packets, Action read)
{
    private readonly List<double> _times = [];

    internal string Name => name;

    internal Samples Times => new(_times);

    /// <summary>What was allocated meanwhile.</summary>
    internal long Bytes { get; private set; }

    /// <summary>One round; the first ones do not count, because they are compiled while they run.</summary>
    internal void Drain(bool counts)
    {
        StressDevice.Fill(packets);
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < packets; i++)
        {
            read();
        }

        long end = Stopwatch.GetTimestamp();
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        if (counts)
        {
            Bytes += bytes;
            _times.Add(Figure.Microseconds(end - begin) * 1e3 / packets);
        }
    }
}
