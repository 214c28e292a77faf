using System.Diagnostics;

namespace TunPS;

/// <summary>
/// The moment at which a call gives up, on the monotonic clock. One is made per call; whatever wakes the call in
/// between (a signal, another reader that was faster) goes on with what is left of it.
/// </summary>
internal readonly struct Deadline
{
    internal const long NanosecondsPerSecond = 1_000_000_000;

    // What an int of seconds holds, for machines on which the system counts them in one.
    private const long MaxRestSeconds = int.MaxValue;

    private readonly long _end;

    private Deadline(long end) => _end = end;

    internal static Deadline Never { get; } = new(long.MaxValue);

    internal bool IsOver => _end != long.MaxValue && Stopwatch.GetTimestamp() >= _end;

    /// <summary>
    /// What is left, in nanoseconds; null for ever. Rounded up, so that a wait never ends early or turns into a busy loop,
    /// and cut to what the system's wait takes everywhere, after which the caller waits again.
    /// </summary>
    internal long? Rest
    {
        get
        {
            if (_end == long.MaxValue)
            {
                return null;
            }

            long ticks = Math.Max(0, _end - Stopwatch.GetTimestamp());
            (long seconds, long fraction) = Math.DivRem(ticks, Stopwatch.Frequency);
            return seconds >= MaxRestSeconds
                ? MaxRestSeconds * NanosecondsPerSecond
                : (seconds * NanosecondsPerSecond)
                    + (((fraction * NanosecondsPerSecond) + Stopwatch.Frequency - 1) / Stopwatch.Frequency);
        }
    }

    /// <summary>The deadline that lies <paramref name="timeout"/> from now.</summary>
    internal static Deadline After(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            return Never;
        }

        double end = Stopwatch.GetTimestamp() + (timeout.TotalSeconds * Stopwatch.Frequency);
        return end >= long.MaxValue ? Never : new Deadline((long)Math.Ceiling(end));
    }

    /// <summary>The deadline at a point on the clock of <see cref="Stopwatch"/>.</summary>
    internal static Deadline At(long timestamp) => new(timestamp);

    /// <summary>The one that comes first.</summary>
    internal static Deadline Earlier(Deadline one, Deadline other) => one._end <= other._end ? one : other;

    /// <summary>Whether that is a timeout: not negative, or <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    internal static bool IsValid(TimeSpan timeout) => timeout >= TimeSpan.Zero || timeout == Timeout.InfiniteTimeSpan;

    /// <summary>Refuses what is no timeout.</summary>
    internal static void ThrowIfInvalid(TimeSpan timeout)
    {
        if (!IsValid(timeout))
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout), timeout, "A timeout is zero, positive, or Timeout.InfiniteTimeSpan.");
        }
    }
}
