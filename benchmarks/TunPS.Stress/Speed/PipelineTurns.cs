using System.Globalization;

namespace TunPS.Stress.Speed;

/// <summary>A pipeline in the hosted engine, which runs on the calling thread.</summary>
/// <param name="shell">The engine.</param>
/// <param name="packets">How many packets pass through it.</param>
/// <param name="prepare">What comes before it, and is not measured.</param>
/// <param name="pipeline">The pipeline itself.</param>
internal sealed class PipelineTurns(HostedShell shell, int packets, Action prepare, string pipeline)
{
    private readonly List<double> _bytes = [];
    private readonly string _script = Timed(pipeline);

    /// <summary>What a packet allocated, in the median of all turns.</summary>
    internal double BytesPerPacket => new Samples(_bytes).Median / packets;

    /// <summary>A script that does it, and puts out the nanoseconds and the bytes.</summary>
    internal static string Timed(string pipeline) =>
        $"""
        $bytes = [GC]::GetAllocatedBytesForCurrentThread()
        $begin = [Diagnostics.Stopwatch]::GetTimestamp()
        {pipeline}
        [Diagnostics.Stopwatch]::GetElapsedTime($begin).Ticks * 100
        [GC]::GetAllocatedBytesForCurrentThread() - $bytes
        """;

    /// <returns>The packets per second.</returns>
    internal double Take()
    {
        prepare();
        double[] output = [.. shell.Run(_script)
            .Select(value => Convert.ToDouble(value.BaseObject, CultureInfo.InvariantCulture))];
        _bytes.Add(output[1]);
        return packets * 1e9 / output[0];
    }
}
