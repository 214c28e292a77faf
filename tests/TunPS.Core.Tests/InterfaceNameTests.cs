namespace TunPS.Core.Tests;

public sealed class InterfaceNameTests
{
    [Theory]
    [InlineData("tun0")]
    [InlineData("fifteen-bytes-x")]
    [InlineData("vpn%d")]
    [InlineData("tün")]
    [InlineData("a.b")]
    public void A_good_name_passes(string name) => Assert.Null(InterfaceName.FindProblem(name));

    [Theory]
    [InlineData("", "not empty")]
    [InlineData("sixteen-bytes-xy", "16 bytes")]
    [InlineData("acht-umlaute-äö", "17 bytes")]
    [InlineData("a/b", "'/'")]
    [InlineData("a b", "a space")]
    [InlineData("a\tb", "U+0009")]
    [InlineData("a:b", "':'")]
    [InlineData("voil\u00e0", "'\u00e0'")]
    [InlineData(".", "not an interface name")]
    [InlineData("..", "not an interface name")]
    [InlineData("%d%d", "%d")]
    [InlineData("tun%s", "%d")]
    [InlineData("tun%", "%d")]
    public void A_bad_name_is_refused_with_the_rule(string name, string rule)
        => Assert.Contains(rule, InterfaceName.FindProblem(name), StringComparison.Ordinal);
}
