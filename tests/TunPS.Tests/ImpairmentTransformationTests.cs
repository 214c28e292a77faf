using System.Net;

namespace TunPS.Tests;

/// <summary>What people type for the impairments of a connection, and for its end points.</summary>
public sealed class ImpairmentTransformationTests
{
    public static TheoryData<object, double> Durations => new()
    {
        { 5, 5 },
        { 0.0004, 0.0004 },
        { 1.5m, 1.5 },
        { (byte)3, 3 },
        { "0.05", 0.05 },
        { "50ms", 0.05 },
        { " 1.5 MS ", 0.0015 },
        { "200us", 0.0002 },
        { "200µs", 0.0002 },
        { "700ns", 0.0000007 },
        { "2s", 2 },
        { "3min", 180 },
        { "00:00:01.5", 1.5 },
        { TimeSpan.FromMinutes(2), 120 },
        { 86400, 86400 },
    };

    public static TheoryData<object, long> Rates => new()
    {
        { 64000, 64_000 },
        { 1e7, 10_000_000 },
        { "1e7", 10_000_000 },
        { "64kbit", 64_000 },
        { "10M", 10_000_000 },
        { new BitRate(5), 5 },
        { 0, 0 },
        { "0", 0 },
    };

    [Theory]
    [MemberData(nameof(Durations))]
    public void Durations_are_seconds_or_have_a_unit(object value, double seconds)
    {
        TimeSpan duration = Transform<TimeSpan>(new DurationTransformationAttribute(), value);
        Assert.Equal(TimeSpan.FromTicks((long)Math.Round(seconds * 1e7)), duration);
    }

    [Fact]
    public void Other_durations_are_refused()
        => AssertRefused(
            new DurationTransformationAttribute(),
            -1, -0.5, 86401, (ushort)200, "", "ms", "5 m", "1h", "1,5s", "abc", "-1ms", double.NaN,
            double.PositiveInfinity, 1e300, null, true, DateTime.Now);

    [Fact]
    public void Shares_are_percent_with_or_without_the_sign()
        => Assert.All<(object, double)>(
            [(0, 0), (1.5, 1.5), ("1.5", 1.5), ("1.5%", 1.5), ("12 % ", 12), (100, 100), (0.1m, 0.1)],
            pair => Assert.Equal(pair.Item2, Transform<double>(new PercentTransformationAttribute(), pair.Item1)));

    [Fact]
    public void Other_shares_are_refused()
        => AssertRefused(
            new PercentTransformationAttribute(),
            -0.1, 100.1, "101%", "%", "half", "", double.NaN, null, true, DateTime.Now);

    [Theory]
    [MemberData(nameof(Rates))]
    public void Rates_are_bits_a_second_and_0_is_no_limit(object value, long bitsPerSecond)
        => Assert.Equal(bitsPerSecond, Transform<BitRate>(new BitRateTransformationAttribute(), value).BitsPerSecond);

    [Fact]
    public void Other_rates_are_refused()
        => AssertRefused(
            new BitRateTransformationAttribute(),
            -1, 0.5, "10MB", "fast", "", double.NaN, 1e16, null, true, DateTime.Now);

    [Fact]
    public void End_points_are_an_address_and_a_port()
        => Assert.All<(object, string)>(
            [
                ("192.0.2.9:4000", "192.0.2.9:4000"),
                (" [2001:db8::1]:4000 ", "[2001:db8::1]:4000"),
                ("0.0.0.0:0", "0.0.0.0:0"),
                (new IPEndPoint(IPAddress.Loopback, 9), "127.0.0.1:9"),
            ],
            pair => Assert.Equal(
                pair.Item2, $"{Transform<IPEndPoint>(new EndPointTransformationAttribute(), pair.Item1)}"));

    [Fact]
    public void Other_end_points_are_refused()
        => AssertRefused(
            new EndPointTransformationAttribute(),
            "192.0.2.9", "4000", 4000, "localhost:4000", "192.0.2:4000", "010.0.2.9:4000", "2001:db8::1:4000",
            "[192.0.2.9]:4000", "[2001:db8::1]", "[2001:db8::1]:", "192.0.2.9:65536", "192.0.2.9:-1", "192.0.2.9: 1",
            ":4000", "", null, true);

    [Fact]
    public void Values_that_PowerShell_has_wrapped_are_unwrapped()
    {
        Assert.Equal(
            TimeSpan.FromSeconds(7), Transform<TimeSpan>(new DurationTransformationAttribute(), PSObject.AsPSObject(7)));
        Assert.Equal(7, Transform<double>(new PercentTransformationAttribute(), PSObject.AsPSObject("7%")));
        Assert.Equal(7, Transform<BitRate>(new BitRateTransformationAttribute(), PSObject.AsPSObject(7)).BitsPerSecond);
    }

    private static T Transform<T>(ArgumentTransformationAttribute transformation, object? value)
        => (T)transformation.Transform(null!, value!);

    private static void AssertRefused(ArgumentTransformationAttribute transformation, params object?[] values)
        => Assert.All(values, value =>
            Assert.Throws<ArgumentTransformationMetadataException>(() => transformation.Transform(null!, value!)));
}
