using System.Net;
using TunPS.Native.MacOS;

namespace TunPS.MacOS.Tests.Native;

public sealed class SocketAddressTests
{
    [Theory]
    [InlineData(0, "0.0.0.0")]
    [InlineData(1, "128.0.0.0")]
    [InlineData(15, "255.254.0.0")]
    [InlineData(24, "255.255.255.0")]
    [InlineData(32, "255.255.255.255")]
    public void An_IPv4_prefix_has_the_mask_of_its_bits(int prefix, string mask)
        => Assert.Equal(IPAddress.Parse(mask), SocketAddressIn.Mask(prefix).ToAddress());

    [Theory]
    [InlineData(0, "::")]
    [InlineData(1, "8000::")]
    [InlineData(47, "ffff:ffff:fffe::")]
    [InlineData(64, "ffff:ffff:ffff:ffff::")]
    [InlineData(128, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void An_IPv6_prefix_has_the_mask_of_its_bits(int prefix, string mask)
        => Assert.Equal(IPAddress.Parse(mask), SocketAddressIn6.Mask(prefix).ToAddress());

    [Fact]
    public void An_address_comes_back_as_it_went_in()
    {
        IPAddress v4 = IPAddress.Parse("198.51.100.7");
        IPAddress v6 = IPAddress.Parse("fe80::1:2:3%4");

        Assert.Equal(v4, new SocketAddressIn(v4).ToAddress());
        Assert.Equal(v6, new SocketAddressIn6(v6).ToAddress());
    }

    [Fact]
    public void An_address_of_the_other_version_is_refused()
    {
        _ = Assert.Throws<ArgumentException>(() => new SocketAddressIn(IPAddress.IPv6Loopback));
        _ = Assert.Throws<ArgumentException>(() => new SocketAddressIn6(IPAddress.Loopback));
    }

    [Fact]
    public void A_name_keeps_its_terminating_NUL()
    {
        InterfaceNameField name = "fifteen-bytes-x";

        Assert.Equal("fifteen-bytes-x", name.ToString());
        _ = Assert.Throws<ArgumentException>(() => (InterfaceNameField)"sixteen-bytes-xx");
    }

    [Fact]
    public void The_name_of_a_control_is_read_up_to_its_NUL()
    {
        ControlInfo info = new() { Name = "com.example.a-longer-one" };
        info.Name = "com.example.one";

        Assert.Equal("com.example.one", info.Name);
    }

    [Fact]
    public void An_interface_beyond_the_indexes_of_route_messages_is_refused()
        => Assert.Throws<OverflowException>(() => new LinkSocketAddress(65536));
}
