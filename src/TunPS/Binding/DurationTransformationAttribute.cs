using System.Globalization;
using System.Management.Automation;

namespace TunPS;

/// <summary>
/// Reads a duration as people write it: a number of seconds as everywhere in this module, a number with a unit such as
/// 50ms, hh:mm:ss, or a TimeSpan. PowerShell's own conversion to TimeSpan takes 5 for 500 nanoseconds.
/// </summary>
public sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = NumberText.Unwrap(inputData);
        TimeSpan? duration = value switch
        {
            TimeSpan span => span,
            string text => FromText(text.Trim()),

            // Nobody has such a number but of 200us without quotes.
            ushort number => throw new ArgumentTransformationMetadataException(
                $"PowerShell reads {number}us without quotes as {number}. Write '{number}us', or give seconds."),
            _ => FromSeconds(NumberText.Parse(value)),
        };

        return duration is not TimeSpan known
            ? throw new ArgumentTransformationMetadataException(
                $"'{value}' is no duration. Give seconds such as 0.05, or 50ms, '200us', 00:00:01.5, or a TimeSpan.")
            : known < TimeSpan.Zero || known > Impairment.MaxDelay
            ? throw new ArgumentTransformationMetadataException(
                $"The duration {value} is out of range: it is from 0 to {Impairment.MaxDelay.TotalSeconds} seconds.")
            : known;
    }

    private static TimeSpan? FromText(string text)
        => FromSeconds(DurationText.Parse(text))
            ?? (TimeSpan.TryParseExact(
                text,
                TimeoutTransformationAttribute.ClockFormats,
                CultureInfo.InvariantCulture,
                TimeSpanStyles.None,
                out TimeSpan span) ? span : null);

    // Rounded, because 200 times a millionth is a little less than it should be.
    private static TimeSpan? FromSeconds(double? seconds)
        => Math.Abs(seconds ?? double.NaN) < TimeSpan.MaxValue.TotalSeconds
            ? TimeSpan.FromTicks((long)Math.Round(seconds!.Value * TimeSpan.TicksPerSecond))
            : null;
}
