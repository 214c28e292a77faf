using System.Net;

namespace TunPS.Tests;

/// <summary>What people type for an address and for ports.</summary>
public sealed class AddressTransformationTests
{
    private static readonly int[] s_three = [80, 443, 53];

    public static TheoryData<object, object> Ports => new()
    {
        { 80, 80 },
        { "80", 80 },
        { 65535L, 65535 },
        { 0, 0 },
        { 53.0, 53 },
        { new PSObject("53"), 53 },
        { new object[] { 80, "443", PSObject.AsPSObject(53) }, s_three },
        { Array.Empty<object>(), Array.Empty<int>() },
    };

    public static TheoryData<object, string> NoPorts => new()
    {
        { "http", "http" },
        { string.Empty, string.Empty },
        { 53.5, "53.5" },
        { -1, "-1" },
        { 65536, "65536" },
        { true, "True" },
        { new object?[] { 80, null }, "$null" },
        { new object[] { 80, "http" }, "http" },
    };

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData(" 2001:DB8::1 ", "2001:db8::1")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.1")]
    public void An_address_is_read(string text, string address)
    {
        Assert.Equal(IPAddress.Parse(address), Transform<AddressTransformationAttribute>(text));
        Assert.Equal(IPAddress.Parse(address), Transform<AddressTransformationAttribute>(new PSObject(text)));
    }

    [Theory]
    [InlineData("192.0.2.300")]
    [InlineData("localhost")]
    [InlineData("10.1")]
    [InlineData("010.0.0.1")]
    [InlineData("192.0.2.1/24")]
    [InlineData("192.0.2.1:53")]
    [InlineData("[2001:db8::1]:53")]
    [InlineData("")]
    [InlineData(1)]
    public void What_is_no_address_is_told(object value)
        => Assert.Equal(
            $"'{value}' is no address: write it as 192.0.2.1 or 2001:db8::1.",
            Refusal<AddressTransformationAttribute>(value));

    [Fact]
    public void What_may_be_meant_for_another_parameter_is_left_as_it_is()
    {
        TunPacket packet = new([0x45]);

        Assert.Same(packet, Transform<AddressTransformationAttribute>(packet));
        Assert.Same(IPAddress.Loopback, Transform<AddressTransformationAttribute>(IPAddress.Loopback));
        Assert.Null(Transform<AddressTransformationAttribute>(null));
    }

    [Theory]
    [MemberData(nameof(Ports))]
    public void A_port_or_a_list_of_them_is_read(object value, object expected)
        => Assert.Equal(expected, Transform<PortTransformationAttribute>(value));

    [Theory]
    [MemberData(nameof(NoPorts))]
    public void What_is_no_port_is_told(object value, string told)
        => Assert.Equal($"'{told}' is no port: write 0 to 65535.", Refusal<PortTransformationAttribute>(value));

    private static object? Transform<T>(object? value)
        where T : ArgumentTransformationAttribute, new()
        => new T().Transform(null!, value!);

    private static string Refusal<T>(object value)
        where T : ArgumentTransformationAttribute, new()
        => Assert.Throws<ArgumentTransformationMetadataException>(() => Transform<T>(value)).Message;
}
