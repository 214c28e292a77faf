using System.Diagnostics;
using System.Globalization;

namespace TunPS.Stress;

/// <summary>A program that sends packets into <see cref="StressDevice"/> as fast as it can, until it is stopped.</summary>
internal sealed class Flood : IDisposable
{
    private readonly CProgram.Run _run;
    private readonly long _begin = Stopwatch.GetTimestamp();
    private readonly long _receivedBefore = StressDevice.CountReceived();
    private double? _received;

    private Flood(CProgram.Run run) => _run = run;

    internal static Flood? Start(CProgram? program)
        => program is null ? null : new Flood(program.Start(StressDevice.Peer));

    /// <summary>Ends the measurement of what is received, before the device goes.</summary>
    internal void TakeReceived() => _received
        ??= (StressDevice.CountReceived() - _receivedBefore) / Stopwatch.GetElapsedTime(_begin).TotalSeconds;

    /// <summary>Ends the flood.</summary>
    internal FloodRates Stop()
    {
        TakeReceived();
        string[] words = _run.End().Split();
        double seconds = long.Parse(words[1], CultureInfo.InvariantCulture) / 1e9;
        return new FloodRates(long.Parse(words[0], CultureInfo.InvariantCulture) / seconds, _received!.Value);
    }

    public void Dispose() => _run.Dispose();
}
