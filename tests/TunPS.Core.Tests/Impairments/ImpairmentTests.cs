using System.Globalization;

namespace TunPS.Core.Tests.Impairments;

public sealed class ImpairmentTests
{
    [Fact]
    public void None_does_nothing_and_says_so()
    {
        Assert.True(Impairment.None.IsNone);
        Assert.Equal("none", Impairment.None.ToString());
        Assert.True((new Impairment { Delay = Ms(1) } with { Delay = TimeSpan.Zero }).IsNone);
    }

    public static TheoryData<Impairment> Doing =>
    [
        new Impairment { Delay = Ms(1) },
        new Impairment { Jitter = Ms(1) },
        new Impairment { Loss = 0.001 },
        new Impairment { Duplicate = 100 },
        new Impairment { RateLimit = new BitRate(1) },
    ];

    [Theory]
    [MemberData(nameof(Doing))]
    public void Each_effect_alone_is_something(Impairment impairment) => Assert.False(impairment.IsNone);

    [Fact]
    public void The_text_form_tells_what_there_is_whatever_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal(
                "delay 50 ms, jitter 2.5 ms, loss 0.1 %",
                new Impairment { Delay = Ms(50), Jitter = TimeSpan.FromMicroseconds(2500), Loss = 0.1 }.ToString());
            Assert.Equal(
                "delay 1.5 s, jitter 0.3 us, duplicate 1 %, reorder 25 %, rate limit 1.5Mbit, queue limit 20",
                new Impairment
                {
                    Delay = Ms(1500),
                    Jitter = TimeSpan.FromTicks(3),
                    Duplicate = 1,
                    Reorder = 25,
                    RateLimit = new BitRate(1_500_000),
                    QueueLimit = 20,
                }.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(100.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_percentage_is_0_to_100(double value)
    {
        Assert.Equal("Loss", Refusal(() => new Impairment { Loss = value }));
        Assert.Equal("Duplicate", Refusal(() => new Impairment { Duplicate = value }));
        Assert.Equal("Reorder", Refusal(() => new Impairment { Reorder = value }));
    }

    [Fact]
    public void A_time_is_0_to_a_day()
    {
        foreach (TimeSpan value in new[] { TimeSpan.FromTicks(-1), TimeSpan.FromDays(1) + TimeSpan.FromTicks(1) })
        {
            Assert.Equal("Delay", Refusal(() => new Impairment { Delay = value }));
            Assert.Equal("Jitter", Refusal(() => new Impairment { Jitter = value }));
        }
    }

    [Fact]
    public void A_rate_and_a_limit_are_above_0()
    {
        Assert.Equal("RateLimit", Refusal(() => new Impairment { RateLimit = default(BitRate) }));
        Assert.Equal("QueueLimit", Refusal(() => new Impairment { QueueLimit = 0 }));
        Assert.Null(new Impairment { QueueLimit = 5 } is var five ? (five with { QueueLimit = null }).QueueLimit : 0);
    }

    [Fact]
    public void Reorder_without_a_delay_is_refused_by_all_who_take_it()
    {
        Impairment wrong = new() { Reorder = 5 };

        string message = Assert.Throws<ArgumentException>(wrong.ThrowIfInvalid).Message;
        Assert.Contains("overtake", message, StringComparison.Ordinal);
        _ = Assert.Throws<ArgumentException>(() => new DelayLine(wrong, 0));
        DelayLine line = new(Impairment.None, 0);
        _ = Assert.Throws<ArgumentException>(() => line.Impairment = wrong);
        Assert.Same(Impairment.None, line.Impairment);
        (wrong with { Jitter = Ms(1) }).ThrowIfInvalid();
        (wrong with { Delay = Ms(1) }).ThrowIfInvalid();
    }

    private static string? Refusal(Func<Impairment> make) => Assert.Throws<ArgumentOutOfRangeException>(make).ParamName;

    private static TimeSpan Ms(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
