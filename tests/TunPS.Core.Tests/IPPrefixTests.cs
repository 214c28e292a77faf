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

    [Theory]
    [InlineData("192.0.2.77/24", "192.0.2.1", "192.0.2.254")]
    [InlineData("192.0.2.8/30", "192.0.2.9", "192.0.2.10")]
    [InlineData("192.0.2.8/31", "192.0.2.8", "192.0.2.9")]
    [InlineData("192.0.2.8/32", "192.0.2.8", "192.0.2.8")]
    [InlineData("0.0.0.0/0", "0.0.0.1", "255.255.255.254")]
    [InlineData("2001:db8::/64", "2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8::4/126", "2001:db8::5", "2001:db8::7")]
    [InlineData("2001:db8::4/127", "2001:db8::4", "2001:db8::5")]
    [InlineData("2001:db8::4/128", "2001:db8::4", "2001:db8::4")]
    [InlineData("::/0", "::1", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void The_hosts_of_a_network_are_those_between_the_addresses_that_mean_more(
        string network, string first, string last)
    {
        IPPrefix range = IPPrefix.Parse(network);

        Assert.Equal((first, last), ($"{range.FirstHost}", $"{range.LastHost}"));
        Assert.True(range.IsHost(range.FirstHost));
        Assert.True(range.IsHost(range.LastHost));
    }

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0")]
    [InlineData("192.0.2.0/24", "192.0.2.255")]
    [InlineData("192.0.2.8/30", "192.0.2.11")]
    [InlineData("0.0.0.0/0", "255.255.255.255")]
    [InlineData("2001:db8::/64", "2001:db8::")]
    [InlineData("2001:db8::4/126", "2001:db8::4")]
    [InlineData("192.0.2.0/24", "192.0.3.1")]
    [InlineData("192.0.2.8/32", "192.0.2.9")]
    [InlineData("::/0", "192.0.2.1")]
    public void The_address_of_the_network_of_all_or_of_another_network_is_no_hosts(string network, string address)
        => Assert.False(IPPrefix.Parse(network).IsHost(IPAddress.Parse(address)));

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
