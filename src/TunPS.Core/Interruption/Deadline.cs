using System.Diagnostics;

namespace TunPS;

/// <summary>
/// The moment at which a call gives up, on the monotonic clock. One is made per call; whatever wakes the call in
/// between (a signal, another reader that was faster) goes on with what is left of it.
/// </summary>
internal readonly struct Deadline
{
    private readonly long _end;

    private Deadline(long end) => _end = end;

    internal static Deadline Never { get; } = new(long.MaxValue);

    internal bool IsOver => _end != long.MaxValue && Stopwatch.GetTimestamp() >= _end;

    /// <summary>
    /// What poll(2) takes: the rest in milliseconds, rounded up so that a wait never ends early or turns into a
    /// busy loop; -1 for ever. A rest beyond int is cut, and the caller waits again.
    /// </summary>
    internal int PollTimeout
    {
        get
        {
            if (_end == long.MaxValue)
            {
                return -1;
            }

            double rest = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _end).TotalMilliseconds;
            return rest <= 0 ? 0 : (int)Math.Min(Math.Ceiling(rest), int.MaxValue);
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
