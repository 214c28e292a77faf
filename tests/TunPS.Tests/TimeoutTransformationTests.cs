using System.Globalization;

namespace TunPS.Tests;

public sealed class TimeoutTransformationTests
{
    private readonly TimeoutTransformationAttribute _transformation = new();

    public static TheoryData<object, double> Good => new()
    {
        { 5, 5 },
        { 1.5, 1.5 },
        { 0.0004, 0.0004 },
        { 2L, 2 },
        { 1.5m, 1.5 },
        { 0, 0 },
        { "5", 5 },
        { "1.5", 1.5 },
        { "200ms", 0.2 },
        { " 1.5 S ", 1.5 },
        { "2min", 120 },
        { "500us", 0.0005 },
        { "00:00:05", 5 },
        { "00:01:30.5", 90.5 },
        { "1.00:00:00", 86400 },
        { TimeSpan.FromMinutes(2), 120 },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Numbers_are_seconds_and_clock_times_are_read(object value, double seconds)
        => Assert.Equal(TimeSpan.FromSeconds(seconds), Transform(value));

    [Fact]
    public void A_value_that_PowerShell_has_wrapped_is_unwrapped()
        => Assert.Equal(TimeSpan.FromSeconds(7), Transform(PSObject.AsPSObject(7)));

    [Fact]
    public void Minus_one_is_for_ever()
        => Assert.All<object>(
            [-1, -1.0, "-1", TimeSpan.FromSeconds(-1), Timeout.InfiniteTimeSpan],
            value => Assert.Equal(Timeout.InfiniteTimeSpan, Transform(value)));

    [Fact]
    public void Everything_else_is_refused()
        => Assert.All<object?>(
            [-2, -0.5, "abc", "", "1:30", "5 m", "1h", "ms", "1,5s", "1,5", double.NaN, double.PositiveInfinity, 1e300, null, DateTime.Now, true],
            value => Assert.Throws<ArgumentTransformationMetadataException>(() => Transform(value)));

    [Fact]
    public void The_culture_does_not_matter()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal(TimeSpan.FromSeconds(1.5), Transform("1.5"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private TimeSpan Transform(object? value) => (TimeSpan)_transformation.Transform(null!, value!);
}
