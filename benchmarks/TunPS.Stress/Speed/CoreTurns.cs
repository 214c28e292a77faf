using System.Diagnostics;

namespace TunPS.Stress.Speed;

/// <summary>A part that is done in this process.</summary>
/// <param name="packets">How many packets that is.</param>
/// <param name="prepare">What comes before it, and is not measured.</param>
/// <param name="act">The part itself.</param>
internal sealed class CoreTurns(int packets, Action prepare, Action act)
{
    private readonly List<double> _bytes = [];

    /// <summary>What a packet allocated, in the median of all turns.</summary>
    internal double BytesPerPacket => new Samples(_bytes).Median / packets;

    /// <returns>The packets per second.</returns>
    internal double Take()
    {
        prepare();
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        long begin = Stopwatch.GetTimestamp();
        act();
        long ticks = Stopwatch.GetTimestamp() - begin;
        _bytes.Add(GC.GetAllocatedBytesForCurrentThread() - bytes);
        return packets * 1e9 / (Figure.Microseconds(ticks) * 1e3);
    }
}
