using System.Net;
using CsCheck;

namespace TunPS.Core.Tests;

public sealed class IPPrefixTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.77/24", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("0.0.0.0/0", "203.0.113.9", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "203.0.113.9", false)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:ffff::1", false)]
    [InlineData("::c000:201", "192.0.2.1", false)]
    public void A_range_contains_the_addresses_that_begin_like_it(string prefix, string address, bool isIn)
    {
        IPPrefix range = IPPrefix.Parse(prefix);

        Assert.Equal(isIn, range.Contains(IPAddress.Parse(address)));
        Assert.Equal(isIn, range.Contains(IPAddress.Parse(address).GetAddressBytes()));
    }

    [Fact]
    public void A_range_agrees_with_that_of_the_framework()
        => Gen.Select(Gen.Byte.Array[16], Gen.Int[0, 128], Gen.Byte.Array[16], Gen.Int[0, 128], Gen.Bool).Sample(
            (network, length, other, common, isIPv6) =>
            {
                int size = isIPv6 ? 16 : 4;
                byte[] address = other[..size];
                CopyBits(network, address, Math.Min(common, size * 8));
                IPNetwork expected = TunRoute.NetworkOf(new IPAddress(network[..size]), Math.Min(length, size * 8));
                IPPrefix range = new(expected);

                Assert.Equal(expected.Contains(new IPAddress(address)), range.Contains(address));
                Assert.Equal(range, IPPrefix.Parse(range.ToString()));
            });

    [Theory]
    [InlineData("192.0.2.77/24", "192.0.2.0/24")]
    [InlineData(" 192.0.2.1/32 ", "192.0.2.1")]
    [InlineData("2001:DB8::1/64", "2001:db8::/64")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    public void The_text_form_is_the_usual_one(string text, string form)
        => Assert.Equal(form, IPPrefix.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("192.0.2")]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0/-1")]
    [InlineData("192.0.2.0/")]
    [InlineData("2001:db8::/129")]
    [InlineData("fe80::1%eth0")]
    [InlineData("host.example")]
    public void What_is_no_range_is_refused(string text)
        => Assert.Contains($"'{text}'", Assert.Throws<FormatException>(() => IPPrefix.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_default_value_contains_nothing()
    {
        Assert.False(default(IPPrefix).Contains(IPAddress.Any));
        Assert.False(default(IPPrefix).Contains([]));
    }

    private static void CopyBits(byte[] from, byte[] to, int count)
    {
        for (int bit = 0; bit < count; bit++)
        {
            int mask = 0x80 >> (bit % 8);
            to[bit / 8] = (byte)((to[bit / 8] & ~mask) | (from[bit / 8] & mask));
        }
    }
}
