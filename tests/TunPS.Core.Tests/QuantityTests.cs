namespace TunPS.Core.Tests;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0 packets")]
    [InlineData(1, "1 packet")]
    [InlineData(2, "2 packets")]
    [InlineData(long.MaxValue, "9223372036854775807 packets")]
    public void One_is_singular_and_all_else_plural(long count, string text)
        => Assert.Equal(text, Quantity.Of(count, "packet"));

    [Theory]
    [InlineData(0.5, "0.5 seconds")]
    [InlineData(1, "1 second")]
    [InlineData(1.5, "1.5 seconds")]
    public void So_are_times(double seconds, string text) => Assert.Equal(text, Quantity.Of(seconds, "second"));
}
