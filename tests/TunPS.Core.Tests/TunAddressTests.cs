using System.Net;
using CsCheck;

namespace TunPS.Core.Tests;

public sealed class TunAddressTests
{
    [Theory]
    [InlineData("192.0.2.1/24", "192.0.2.1", 24, null)]
    [InlineData("192.0.2.1/0", "192.0.2.1", 0, null)]
    [InlineData("2001:db8::1/64", "2001:db8::1", 64, null)]
    [InlineData("2001:DB8:0::1/128", "2001:db8::1", 128, null)]
    [InlineData("192.0.2.1 peer 198.51.100.1/32", "192.0.2.1", 32, "198.51.100.1")]
    [InlineData("192.0.2.1/32 peer 198.51.100.1", "192.0.2.1", 32, "198.51.100.1")]
    [InlineData("192.0.2.1 peer 198.51.100.1", "192.0.2.1", 32, "198.51.100.1")]
    [InlineData("192.0.2.1/24 peer 198.51.100.1/30", "192.0.2.1", 30, "198.51.100.1")]
    [InlineData("2001:db8::1 peer 2001:db8::2", "2001:db8::1", 128, "2001:db8::2")]
    [InlineData("  192.0.2.1/24 ", "192.0.2.1", 24, null)]
    public void What_ip_address_writes_is_read(string text, string address, int prefixLength, string? peer)
    {
        TunAddress parsed = TunAddress.Parse(text);

        Assert.Equal(IPAddress.Parse(address), parsed.Address);
        Assert.Equal(prefixLength, parsed.PrefixLength);
        Assert.Equal(peer is null ? null : IPAddress.Parse(peer), parsed.Peer);
        Assert.Equal(parsed, TunAddress.Parse(parsed.ToString()));
    }

    [Theory]
    [InlineData("192.0.2.1", "no prefix length")]
    [InlineData("192.0.2.1/33", "0..32")]
    [InlineData("192.0.2.1/-1", "no prefix length")]
    [InlineData("192.0.2.1/", "no prefix length")]
    [InlineData("192.0.2.1/24/24", "no prefix length")]
    [InlineData("192.0.2.1/255.255.255.0", "no prefix length. Write /24.")]
    [InlineData("192.0.2.1/255.255.254.0", "Write /23.")]
    [InlineData("192.0.2.1/0.0.0.0", "Write /0.")]
    [InlineData("192.0.2.1/255.255.255.255", "Write /32.")]
    [InlineData("192.0.2.1/255.0.255.0", "'255.0.255.0' is no prefix length.")]
    [InlineData("2001:db8::1/129", "0..128")]
    [InlineData("garbage", "192.0.2.1/24")]
    [InlineData("", "192.0.2.1/24")]
    [InlineData("192.0.2/24", "192.0.2.1/24")]
    [InlineData("192.0.2.010/24", "192.0.2.1/24")]
    [InlineData("0x7f.1/8", "192.0.2.1/24")]
    [InlineData("fe80::1%eth0/64", "2001:db8::1/64")]
    [InlineData("0.0.0.0/8", "one host")]
    [InlineData("224.0.0.1/24", "one host")]
    [InlineData("255.255.255.255/32", "one host")]
    [InlineData("::/64", "one host")]
    [InlineData("ff02::1/64", "one host")]
    [InlineData("192.0.2.1 peer 2001:db8::1/64", "one family")]
    [InlineData("192.0.2.1 peer 2001:db8::1", "one family")]
    [InlineData("192.0.2.1 peer 224.0.0.1", "224.0.0.1 is not the address of one host")]
    [InlineData("192.0.2.1 peer", "192.0.2.1/24")]
    [InlineData("192.0.2.1 peer 192.0.2.2 peer 192.0.2.3", "192.0.2.1/24")]
    [InlineData("192.0.2.1 peer 192.0.2.2/33", "0..32")]
    public void What_is_no_interface_address_is_refused_with_the_reason(string text, string reason)
    {
        FormatException e = Assert.Throws<FormatException>(() => TunAddress.Parse(text));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused()
    {
        _ = Assert.Throws<ArgumentException>(() => new TunAddress(IPAddress.Parse("192.0.2.1"), 33));
        _ = Assert.Throws<ArgumentException>(() => new TunAddress(IPAddress.IPv6Any, 64));
        _ = Assert.Throws<ArgumentException>(() => new TunAddress(IPAddress.Parse("fe80::1%3"), 64));
        _ = Assert.Throws<ArgumentException>(
            () => new TunAddress(IPAddress.IPv6Loopback, 64, IPAddress.Parse("fe80::1%3")));
    }

    [Fact]
    public void The_message_for_a_missing_prefix_length_shows_good_ones()
    {
        FormatException e = Assert.Throws<FormatException>(() => TunAddress.Parse("2001:db8::1"));

        Assert.Contains("2001:db8::1/128", e.Message, StringComparison.Ordinal);
        Assert.Contains("2001:db8::1/96", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_are_equal_whichever_interface_has_them()
    {
        TunAddress address = TunAddress.Parse("192.0.2.1 peer 192.0.2.2/31");

        Assert.Equal(address, address with { Device = "tun0", IsTentative = true });
        Assert.Equal(address.GetHashCode(), (address with { Device = "tun0" }).GetHashCode());
        Assert.NotEqual(address, TunAddress.Parse("192.0.2.1 peer 192.0.2.2/32"));
        Assert.NotEqual(address, TunAddress.Parse("192.0.2.1 peer 192.0.2.3/31"));
        Assert.NotEqual(address, TunAddress.Parse("192.0.2.3 peer 192.0.2.2/31"));
        Assert.NotEqual(address, TunAddress.Parse("192.0.2.1/31"));
    }

    [Fact]
    public void Every_address_is_read_as_it_was_written()
        => Gen.Bool.SelectMany(isSix => Gen.Select(
                isSix ? s_six : s_four,
                Gen.Int[0, isSix ? 128 : 32],
                (isSix ? s_six : s_four).Null(),
                (own, length, peer) => new TunAddress(own, length, peer)))
            .Sample(address => TunAddress.Parse(address.ToString()).Equals(address), iter: 2000);

    private static readonly Gen<IPAddress> s_four = Gen.Select(
        Gen.Int[1, 223], Gen.Byte.Array[3], (first, rest) => new IPAddress([(byte)first, .. rest]));

    private static readonly Gen<IPAddress> s_six = Gen.Byte.Array[15].Select(
        rest => new IPAddress([0x20, .. rest]));
}
