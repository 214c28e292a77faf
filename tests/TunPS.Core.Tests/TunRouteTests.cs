using System.Net;
using CsCheck;

namespace TunPS.Core.Tests;

public sealed class TunRouteTests
{
    private static readonly Gen<IPAddress> s_four = Gen.Select(
        Gen.Int[1, 223], Gen.Byte.Array[3], (first, rest) => new IPAddress([(byte)first, .. rest]));

    private static readonly Gen<IPAddress> s_six = Gen.Byte.Array[14].Select(
        rest => new IPAddress([0x20, 0x01, .. rest]));

    private static readonly string[] s_words =
    [
        "default", "198.51.100.0/24", "::/0", "2001:db8::", "via", "src", "metric", "table", "192.0.2.2", "0", "254",
        "/", "-1", "fe80::1%1", "",
    ];

    private static readonly Gen<TunRoute> s_route = Gen.Bool.SelectMany(isSix => Gen.Select(
        isSix ? s_six : s_four,
        Gen.Int[0, isSix ? 128 : 32],
        (isSix ? s_six : s_four).Null(),
        Gen.UInt,
        (isSix ? s_six : s_four).Null(),
        Gen.OneOf(Gen.Const(TunRoute.MainTable), Gen.UInt[1, uint.MaxValue]),
        (address, length, gateway, metric, source, table)
            => new TunRoute(TunRoute.NetworkOf(address, length), gateway, metric, source, table)));

    [Theory]
    [InlineData("198.51.100.0/24", "198.51.100.0/24")]
    [InlineData("198.51.100.7", "198.51.100.7/32")]
    [InlineData("2001:db8::7", "2001:db8::7/128")]
    [InlineData("2001:DB8:0:1::/64", "2001:db8:0:1::/64")]
    [InlineData("default", "0.0.0.0/0")]
    [InlineData("default via 192.0.2.2", "0.0.0.0/0 via 192.0.2.2")]
    [InlineData("default via 2001:db8::2", "::/0 via 2001:db8::2")]
    [InlineData("default src 2001:db8::1", "::/0 src 2001:db8::1")]
    [InlineData("::/0", "::/0")]
    [InlineData("198.51.100.0/24 metric 0 table 254", "198.51.100.0/24")]
    [InlineData(
        "\t198.51.100.0/24  table 1000 src 192.0.2.1 metric 7 via 192.0.2.2 ",
        "198.51.100.0/24 via 192.0.2.2 metric 7 src 192.0.2.1 table 1000")]
    [InlineData(
        "198.51.100.0/24 metric 4294967295 table 4294967295", "198.51.100.0/24 metric 4294967295 table 4294967295")]
    public void What_ip_route_takes_is_read(string text, string written)
        => Assert.Equal(written, TunRoute.Parse(text).ToString());

    [Theory]
    [InlineData("198.51.100.77/24", "198.51.100.0/24")]
    [InlineData("198.51.100.255/25", "198.51.100.128/25")]
    [InlineData("255.255.255.255/0", "0.0.0.0/0")]
    [InlineData("198.51.100.77/32", "198.51.100.77/32")]
    [InlineData("2001:db8:ffff:ffff::1/47", "2001:db8:fffe::/47")]
    [InlineData("2001:db8::1/0", "::/0")]
    [InlineData("2001:db8::1/127", "2001:db8::/127")]
    public void Bits_behind_the_prefix_count_for_nothing(string text, string written)
    {
        Assert.Equal(written, TunRoute.Parse(text).ToString());
        Assert.Equal(TunRoute.Parse(written), TunRoute.Parse(text));
    }

    [Fact]
    public void Every_route_is_read_as_it_was_written() => s_route.Sample(
        route =>
        {
            TunRoute read = TunRoute.Parse(route.ToString());
            return read.Equals(route) && read.GetHashCode() == route.GetHashCode() && route.IsMetBy(read);
        },
        iter: 2000);

    [Fact]
    public void Whatever_the_text_it_is_a_route_or_a_FormatException()
        => Gen.Int[0, s_words.Length - 1].Array[0, 7].Sample(
            picks =>
            {
                string text = string.Join(' ', picks.Select(pick => s_words[pick]));
                if (Record.Exception(() => TunRoute.Parse(text)) is Exception e)
                {
                    Assert.StartsWith(
                        $"'{text}' is no route: ", Assert.IsType<FormatException>(e).Message, StringComparison.Ordinal);
                }
            },
            iter: 5000);

    [Theory]
    [InlineData("", "write the destination as")]
    [InlineData("everywhere", "write the destination as")]
    [InlineData("198.51.100/24", "write the destination as")]
    [InlineData("0x7f.1/8", "write the destination as")]
    [InlineData("fe80::1%1/64", "write the destination as")]
    [InlineData("default/0", "write the destination as")]
    [InlineData("198.51.100.0/33", "outside of 0..32")]
    [InlineData("198.51.100.0/", "outside of 0..32")]
    [InlineData("198.51.100.0/-1", "outside of 0..32")]
    [InlineData("198.51.100.0/255.255.255.0", "outside of 0..32")]
    [InlineData("2001:db8::/129", "outside of 0..128")]
    [InlineData("198.51.100.0/24 dev", "nothing stands behind 'dev'")]
    [InlineData("198.51.100.0/24 via", "nothing stands behind 'via'")]
    [InlineData("198.51.100.0/24 dev tun0", "'dev' is none of via, src, metric and table")]
    [InlineData("198.51.100.0/24 VIA 192.0.2.2", "'VIA' is none of")]
    [InlineData("198.51.100.0/24 via router", "'router' is no IP address")]
    [InlineData("198.51.100.0/24 via 192.0.2.0/24", "'192.0.2.0/24' is no IP address")]
    [InlineData("198.51.100.0/24 via 224.0.0.1", "224.0.0.1 is not the address of one host")]
    [InlineData("198.51.100.0/24 via 0.0.0.0", "0.0.0.0 is not the address of one host")]
    [InlineData("2001:db8::/32 via ff02::1", "ff02::1 is not the address of one host")]
    [InlineData("198.51.100.0/24 src 255.255.255.255", "255.255.255.255 is not the address of one host")]
    [InlineData("198.51.100.0/24 via 2001:db8::2", "of one family")]
    [InlineData("2001:db8::/32 src 192.0.2.1", "of one family")]
    [InlineData("default via 192.0.2.2 src 2001:db8::1", "of one family")]
    [InlineData("198.51.100.0/24 metric -1", "'-1' is no number of 0..4294967295")]
    [InlineData("198.51.100.0/24 metric 4294967296", "'4294967296' is no number")]
    [InlineData("198.51.100.0/24 table local", "'local' is no routing table")]
    [InlineData("198.51.100.0/24 table 0", "from 1 on")]
    public void What_is_no_route_is_refused_with_the_rule(string text, string rule)
    {
        FormatException e = Assert.Throws<FormatException>(() => TunRoute.Parse(text));

        Assert.Contains(rule, e.Message, StringComparison.Ordinal);
        Assert.StartsWith($"'{text}' is no route: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused()
    {
        IPNetwork network = IPNetwork.Parse("198.51.100.0/24");

        _ = Assert.Throws<ArgumentException>(() => new TunRoute(network, IPAddress.IPv6Loopback));
        _ = Assert.Throws<ArgumentException>(() => new TunRoute(network, IPAddress.Any));
        _ = Assert.Throws<ArgumentException>(() => new TunRoute(network, preferredSource: IPAddress.Broadcast));
        _ = Assert.Throws<ArgumentException>(() => new TunRoute(network, table: 0));
        _ = Assert.Throws<ArgumentException>(
            () => new TunRoute(IPNetwork.Parse("2001:db8::/32"), IPAddress.Parse("fe80::1%3")));
    }

    [Fact]
    public void Routes_are_equal_whichever_interface_they_lead_into()
    {
        TunRoute route = TunRoute.Parse("198.51.100.0/24 via 192.0.2.2 metric 7 src 192.0.2.1 table 1000");

        Assert.Equal(route, route with { Device = "tun0" });
        Assert.Equal(route.GetHashCode(), (route with { Device = "tun0" }).GetHashCode());
        Assert.All(
            [
                "198.51.100.0/25 via 192.0.2.2 metric 7 src 192.0.2.1 table 1000",
                "198.51.100.0/24 via 192.0.2.3 metric 7 src 192.0.2.1 table 1000",
                "198.51.100.0/24 via 192.0.2.2 metric 8 src 192.0.2.1 table 1000",
                "198.51.100.0/24 via 192.0.2.2 metric 7 src 192.0.2.9 table 1000",
                "198.51.100.0/24 via 192.0.2.2 metric 7 src 192.0.2.1",
            ],
            other => Assert.NotEqual(route, TunRoute.Parse(other)));
    }

    [Theory]
    [InlineData("198.51.100.0/24", true)]
    [InlineData("198.51.100.0/24 via 192.0.2.2", true)]
    [InlineData("198.51.100.0/24 metric 7 src 192.0.2.1", true)]
    [InlineData("198.51.100.0/25", false)]
    [InlineData("198.51.100.0/24 via 192.0.2.3", false)]
    [InlineData("198.51.100.0/24 metric 8", false)]
    [InlineData("198.51.100.0/24 src 192.0.2.9", false)]
    [InlineData("198.51.100.0/24 table 1000", false)]
    public void What_a_route_leaves_open_may_be_anything(string wanted, bool isMet) => Assert.Equal(
        isMet, TunRoute.Parse(wanted).IsMetBy(TunRoute.Parse("198.51.100.0/24 via 192.0.2.2 metric 7 src 192.0.2.1")));
}
