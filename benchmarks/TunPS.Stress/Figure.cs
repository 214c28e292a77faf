using System.Diagnostics;
using System.Globalization;

namespace TunPS.Stress;

/// <summary>How figures look: always with a point, whatever the language of the machine.</summary>
internal static class Figure
{
    internal static string Whole(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    internal static string Tenths(double value) => value.ToString("#,0.0", CultureInfo.InvariantCulture);

    internal static string Fine(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>With as many digits as tell something: 1,120,000 or 12.3 or 0.971.</summary>
    internal static string Short(double value) => Math.Abs(value) switch
    {
        >= 100 => Whole(value),
        >= 10 => Tenths(value),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>The microseconds of a difference of two timestamps of the monotonic clock.</summary>
    internal static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;

    /// <summary>The milliseconds of a difference of two timestamps of the monotonic clock.</summary>
    internal static double Milliseconds(long ticks) => ticks * 1e3 / Stopwatch.Frequency;
}
