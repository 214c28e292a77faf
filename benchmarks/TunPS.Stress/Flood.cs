using System.Diagnostics;
using System.Globalization;

namespace TunPS.Stress;

/// <summary>
/// A program that sends packets into a device, mostly <see cref="StressDevice"/>, as fast as it can until it is
/// stopped.
/// </summary>
internal sealed class Flood : IDisposable
{
    private readonly CProgram.Run _run;
    private readonly string _device;
    private readonly long _begin = Stopwatch.GetTimestamp();
    private readonly long _receivedBefore;
    private double? _received;

    private Flood(CProgram.Run run, string device)
    {
        _run = run;
        _device = device;
        _receivedBefore = StressDevice.CountReceived(device);
    }

    internal static Flood? Start(CProgram? program)
        => program is null ? null : new Flood(program.Start(StressDevice.Peer), StressDevice.Name);

    /// <summary>Sends by a packet socket, which is faster than any reader: a queue that never is empty.</summary>
    /// <param name="program">That of c/burst.c.</param>
    /// <param name="device">The name of the device.</param>
    /// <param name="address">An address behind it.</param>
    internal static Flood StartBurst(CProgram program, string device, string address)
        => new(program.Start(device, address), device);

    /// <summary>Ends the measurement of what is received, before the device goes.</summary>
    internal void TakeReceived() => _received
        ??= (StressDevice.CountReceived(_device) - _receivedBefore) / Stopwatch.GetElapsedTime(_begin).TotalSeconds;

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
