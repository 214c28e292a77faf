using System.Globalization;
using System.Management.Automation;

namespace TunPS;

/// <summary>
/// Reads a timeout as people write it: a number of seconds, whole or not, a number with a unit such as 200ms, hh:mm:ss,
/// or a TimeSpan; -1 stands for ever.
/// PowerShell's own conversion to TimeSpan takes 5 for 500 nanoseconds and '5' for five days.
/// </summary>
public sealed class TimeoutTransformationAttribute : ArgumentTransformationAttribute
{
    internal static readonly string[] ClockFormats = [@"h\:m\:s", @"h\:m\:s\.FFFFFFF", @"d\.h\:m\:s", @"d\.h\:m\:s\.FFFFFFF"];

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? value = NumberText.Unwrap(inputData);
        TimeSpan timeout = value switch
        {
            TimeSpan span => span,
            string text => FromText(text),
            sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal
                => FromSeconds(Convert.ToDouble(value, CultureInfo.InvariantCulture), value),
            _ => throw Invalid(value),
        };

        return timeout >= TimeSpan.Zero ? timeout
            : timeout == Timeout.InfiniteTimeSpan || timeout == TimeSpan.FromSeconds(-1) ? Timeout.InfiniteTimeSpan
            : throw new ArgumentTransformationMetadataException(
                $"The timeout {value} is negative. Give seconds, 0 for one try, or -1 for no limit.");
    }

    private static TimeSpan FromText(string text)
    {
        if (DurationText.Parse(text) is double seconds)
        {
            return FromSeconds(seconds, text);
        }

        return TimeSpan.TryParseExact(
            text.Trim(), ClockFormats, CultureInfo.InvariantCulture, TimeSpanStyles.None, out TimeSpan span)
            ? span
            : throw Invalid(text);
    }

    private static TimeSpan FromSeconds(double seconds, object value)
    {
        if (double.IsNaN(seconds))
        {
            throw Invalid(value);
        }

        return Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentTransformationMetadataException(
                $"The timeout {value} is too long. Give -1 for no limit.");
    }

    private static ArgumentTransformationMetadataException Invalid(object? value)
        => new($"'{value}' is no timeout. Give seconds such as 5 or 0.5, or 200ms, 5s, 2min, 00:01:30, or a TimeSpan.");
}
