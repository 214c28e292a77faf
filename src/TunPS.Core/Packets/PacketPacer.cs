using System.Diagnostics;

namespace TunPS;

/// <summary>
/// Tells when each packet of a row is due. All are measured from the first one, so that what one is late is not added to
/// the next. More than <see cref="MaxLag"/> is not made up: the rest of the row follows later then, not in a burst. A
/// recorded packet that is older than the one before is due at once; when it is older by more than
/// <see cref="MaxStepBack"/>, another recording begins with it.
/// </summary>
public sealed class PacketPacer(PacketPace pace)
{
    private TimeSpan _first;
    private TimeSpan _start;
    private TimeSpan _latest;
    private long _count;

    /// <summary>How much a row that is late makes up.</summary>
    public static TimeSpan MaxLag { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How much older than the one before a packet of the same recording can be.</summary>
    public static TimeSpan MaxStepBack { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How long to wait from now on before the next packet is sent; zero when it is due.</summary>
    public TimeSpan GetDelay(TunPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        return GetDelay(packet, Stopwatch.GetElapsedTime(0));
    }

    /// <summary>The same at a time of the caller's.</summary>
    internal TimeSpan GetDelay(TunPacket packet, TimeSpan now)
    {
        if (pace == PacketPace.Asap)
        {
            return TimeSpan.Zero;
        }

        TimeSpan recorded = TimeSpan.FromTicks(packet.UnixTimeNanoseconds / TimeSpan.NanosecondsPerTick);
        if (pace.IsRecorded && _count > 0 && recorded < _latest && _latest - recorded <= MaxStepBack)
        {
            return TimeSpan.Zero;
        }

        if (_count == 0 || (pace.IsRecorded && recorded < _latest))
        {
            _first = recorded;
            _start = now;
        }

        _latest = recorded;

        TimeSpan due = _start + (pace.PacketsPerSecond is double rate ? ToTime(_count / rate) : recorded - _first);
        _count++;
        TimeSpan lag = now - due;
        if (lag > MaxLag)
        {
            _start += lag;
        }

        return lag < TimeSpan.Zero ? -lag : TimeSpan.Zero;
    }

    private static TimeSpan ToTime(double seconds)
        => seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue / 2;
}
