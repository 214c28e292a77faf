using System.Runtime.CompilerServices;

namespace TunPS;

/// <summary>
/// What a line does to the packets that pass it, in the words of tc-netem(8). The order is: loss, then duplicates, then
/// the rate limit, then delay and jitter.
/// </summary>
public sealed record Impairment
{
    private readonly TimeSpan _delay;
    private readonly TimeSpan _jitter;
    private readonly double _loss;
    private readonly double _duplicate;
    private readonly double _reorder;
    private readonly BitRate? _rateLimit;
    private readonly int? _queueLimit;

    /// <summary>The longest <see cref="Delay"/> and <see cref="Jitter"/>: a day.</summary>
    public static TimeSpan MaxDelay { get; } = TimeSpan.FromDays(1);

    /// <summary>A line that takes nothing, adds nothing and holds nothing up.</summary>
    public static Impairment None { get; } = new();

    /// <summary>How long a packet is under way, from the moment its last bit has left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than a day.</exception>
    public TimeSpan Delay
    {
        get => _delay;
        init => _delay = CheckTime(value);
    }

    /// <summary>
    /// How much shorter or longer than <see cref="Delay"/> that may be: uniform in -Jitter..+Jitter, never below 0 in
    /// sum. Jitter alone never lets a packet overtake another: one that would be too early comes right behind the one
    /// before.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or more than a day.</exception>
    public TimeSpan Jitter
    {
        get => _jitter;
        init => _jitter = CheckTime(value);
    }

    /// <summary>How many percent of the packets are lost, each by a chance of its own: 0..100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside of that, or no number.</exception>
    public double Loss
    {
        get => _loss;
        init => _loss = CheckPercent(value);
    }

    /// <summary>
    /// How many percent of the packets that are not lost come twice: 0..100. The copy is a packet like any other: it
    /// takes its time at the rate limit, has a jitter of its own, and may be the one that finds no room.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside of that, or no number.</exception>
    public double Duplicate
    {
        get => _duplicate;
        init => _duplicate = CheckPercent(value);
    }

    /// <summary>
    /// How many percent of the packets skip the delay and so overtake those that are under way: 0..100. There must be a
    /// delay or a jitter to skip.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is outside of that, or no number.</exception>
    public double Reorder
    {
        get => _reorder;
        init => _reorder = CheckPercent(value);
    }

    /// <summary>
    /// How many bits leave in a second, one packet after the other; null for no limit. A packet has the length that it
    /// has on the device: an IP packet, or a frame without preamble and checksum.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is the default value, which is no rate.</exception>
    public BitRate? RateLimit
    {
        get => _rateLimit;
        init => _rateLimit = value is { BitsPerSecond: 0 }
            ? throw new ArgumentOutOfRangeException(nameof(RateLimit), value, "A rate is at least 1 bit a second.")
            : value;
    }

    /// <summary>
    /// How many packets the line holds at most, waiting for the rate limit and under way together, as the limit of
    /// netem does; at least 1. One more is dropped. Null, the default, is <see cref="DefaultQueueLimit"/> packets that
    /// wait for the rate limit, and as many under way as the delay asks for: a fixed number for both would make a line
    /// slow because it is long. (netem's 1000 lets 10,000 packets a second through a delay of 100 ms, and drops the
    /// rest.) Whatever the limit, a line holds no more than 256 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int? QueueLimit
    {
        get => _queueLimit;
        init => _queueLimit = value < 1
            ? throw new ArgumentOutOfRangeException(nameof(QueueLimit), value, "A line holds at least 1 packet.")
            : value;
    }

    /// <summary>How many packets wait for the rate limit where there is no <see cref="QueueLimit"/>.</summary>
    public static int DefaultQueueLimit => 1000;

    /// <summary>Whether packets pass as if there were no line.</summary>
    public bool IsNone
        => Delay == TimeSpan.Zero && Jitter == TimeSpan.Zero && Loss == 0 && Duplicate == 0 && RateLimit is null;

    /// <summary>Refuses values that are right alone and wrong together.</summary>
    /// <exception cref="ArgumentException">There is a reorder, and no delay or jitter.</exception>
    public void ThrowIfInvalid()
    {
        if (Reorder > 0 && Delay == TimeSpan.Zero && Jitter == TimeSpan.Zero)
        {
            throw new ArgumentException(
                "Packets overtake by skipping the delay, and there is none: give a delay or a jitter, too.");
        }
    }

    /// <summary>The text form: "delay 50 ms, jitter 5 ms, loss 1 %", or "none".</summary>
    public override string ToString()
    {
        List<string> parts = [];
        Add(parts, "delay", FormatTime(Delay));
        Add(parts, "jitter", FormatTime(Jitter));
        Add(parts, "loss", FormatPercent(Loss));
        Add(parts, "duplicate", FormatPercent(Duplicate));
        Add(parts, "reorder", FormatPercent(Reorder));
        Add(parts, "rate limit", RateLimit?.ToString());
        Add(parts, "queue limit", QueueLimit is int limit ? Invariant($"{limit}") : null);
        return parts.Count == 0 ? "none" : string.Join(", ", parts);
    }

    private static void Add(List<string> parts, string name, string? value)
    {
        if (value is not null)
        {
            parts.Add($"{name} {value}");
        }
    }

    private static string? FormatPercent(double value) => value == 0 ? null : Invariant($"{value} %");

    private static string? FormatTime(TimeSpan time)
        => time == TimeSpan.Zero ? null
            : time >= TimeSpan.FromSeconds(1) ? Invariant($"{time.Ticks / (decimal)TimeSpan.TicksPerSecond} s")
            : time >= TimeSpan.FromMilliseconds(1)
                ? Invariant($"{time.Ticks / (decimal)TimeSpan.TicksPerMillisecond} ms")
            : Invariant($"{time.Ticks / (decimal)TimeSpan.TicksPerMicrosecond} us");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private static TimeSpan CheckTime(TimeSpan value, [CallerMemberName] string name = "")
        => value >= TimeSpan.Zero && value <= MaxDelay
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "The time is from 0 to a day.");

    private static double CheckPercent(double value, [CallerMemberName] string name = "")
        => value is >= 0 and <= 100
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "The percentage is 0..100.");
}
