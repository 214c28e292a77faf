using System.Globalization;
using CsCheck;

namespace TunPS.Core.Tests.Impairments;

public sealed class BitRateTests
{
    [Theory]
    [InlineData("10000000", 10_000_000)]
    [InlineData("10M", 10_000_000)]
    [InlineData("10Mbit", 10_000_000)]
    [InlineData(" 10 mbit ", 10_000_000)]
    [InlineData("10MBIT/S", 10_000_000)]
    [InlineData("10 Mbits/s", 10_000_000)]
    [InlineData("1.5Gbit", 1_500_000_000)]
    [InlineData("64kbit", 64_000)]
    [InlineData("64K", 64_000)]
    [InlineData(".5k", 500)]
    [InlineData("1bit", 1)]
    [InlineData("0.001k", 1)]
    [InlineData("1000T", 1_000_000_000_000_000)]
    public void A_rate_is_a_number_of_bits_with_or_without_a_unit(string text, long bits)
        => Assert.Equal(bits, BitRate.Parse(text).BitsPerSecond);

    [Theory]
    [InlineData("10mbps")]
    [InlineData("10Mbps")]
    [InlineData("10bps")]
    [InlineData("10MB")]
    [InlineData("10MiB")]
    [InlineData("10 kB/s")]
    [InlineData("10 Mbyte")]
    [InlineData("10 bytes")]
    [InlineData("10gibps")]
    public void Bytes_are_refused_by_saying_that_bits_are_meant(string text)
    {
        string message = Assert.Throws<FormatException>(() => BitRate.Parse(text)).Message;

        Assert.Contains($"'{text}' counts bytes", message, StringComparison.Ordinal);
        Assert.Contains("bits a second", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("fast")]
    [InlineData("0")]
    [InlineData("0.0Gbit")]
    [InlineData("-5M")]
    [InlineData("+5M")]
    [InlineData("1e6")]
    [InlineData("1,5Gbit")]
    [InlineData("1.5.5M")]
    [InlineData(".M")]
    [InlineData("10 furlongs")]
    [InlineData("10Mibit")]
    [InlineData("10Mbit Mbit")]
    [InlineData("1.5")]
    [InlineData("1.0000001k")]
    [InlineData("0.1")]
    [InlineData("1001T")]
    [InlineData("99999999999999999999999999999999999T")]
    [InlineData("79228162514264337593543950335T")]
    public void What_is_no_rate_is_refused(string text)
        => Assert.StartsWith(
            $"'{text}' ", Assert.Throws<FormatException>(() => BitRate.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(1, "1bit")]
    [InlineData(999, "999bit")]
    [InlineData(64_000, "64kbit")]
    [InlineData(1_234_567, "1.234567Mbit")]
    [InlineData(10_000_000, "10Mbit")]
    [InlineData(1_500_000_000, "1.5Gbit")]
    [InlineData(1_000_000_000_000_000, "1000Tbit")]
    public void The_text_form_is_in_the_largest_unit(long bits, string form)
        => Assert.Equal(form, new BitRate(bits).ToString());

    [Fact]
    public void The_text_form_is_read_back_whatever_the_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Gen.Long[1, 1_000_000_000_000_000].Sample(
                bits => BitRate.Parse(new BitRate(bits).ToString()).BitsPerSecond == bits, threads: 1);
            Assert.Equal("1.5Mbit", new BitRate(1_500_000).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Random_texts_are_read_or_refused_in_words()
        => Gen.String[Gen.Char["0123456789.,+-eEkKmMgGtTbBiItTsS/p "], 0, 12].Sample(text =>
        {
            try
            {
                Assert.InRange(BitRate.Parse(text).BitsPerSecond, 1, 1_000_000_000_000_000);
            }
            catch (FormatException e)
            {
                Assert.Contains($"'{text}'", e.Message, StringComparison.Ordinal);
            }
        });

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(0.9)]
    [InlineData(1.1e15)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_number_outside_of_the_range_is_refused(double bits)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new BitRate(bits));

    [Fact]
    public void Numbers_of_all_kinds_make_the_same_rate()
    {
        Assert.Equal(new BitRate(1_000L), new BitRate(1_000));
        Assert.Equal(new BitRate(1_000L), new BitRate(1e3));
        Assert.True(new BitRate(999) < BitRate.Parse("1k") && BitRate.Parse("1k") >= new BitRate(1_000));
        Assert.Equal("0bit", default(BitRate).ToString());
    }
}
