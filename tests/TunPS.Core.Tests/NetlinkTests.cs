using CsCheck;
using TunPS.Platform.Linux;

namespace TunPS.Core.Tests;

public sealed class NetlinkTests
{
    [Fact]
    public void A_message_has_the_bytes_that_the_kernel_expects()
    {
        NetlinkMessage message = NetlinkMessage
            .Create(16, 4, new LinkHeader { Index = 7, Flags = 1, Change = 1 })
            .With(3, "tun0\0"u8)
            .With(4, 1400);

        Assert.Equal(
            "34000000100005000900000000000000"
            + "00000000070000000100000001000000"
            + "0900030074756E3000000000"
            + "0800040078050000",
            Convert.ToHexString(message.ToBytes(sequence: 9)));
    }

    [Fact]
    public void Whatever_the_bytes_the_walk_ends_inside_of_them()
        => Gen.Byte[0, 40].Array[0, 200].Sample(bytes =>
        {
            ReadOnlySpan<byte> rest = bytes;
            int messages = 0;
            while (NetlinkReader.TryTakeMessage(ref rest, out _, out ReadOnlySpan<byte> payload))
            {
                Assert.True(++messages <= bytes.Length);
                _ = LinuxLinkParser.Parse(payload);
                while (NetlinkReader.TryTakeAttribute(ref payload, out _, out ReadOnlySpan<byte> value))
                {
                    Assert.True(value.Length <= bytes.Length);
                }
            }
        });

    [Theory]
    [InlineData("")]
    [InlineData("0300")]
    [InlineData("03000100")]
    [InlineData("FFFF0100")]
    public void An_attribute_with_a_length_that_lies_ends_the_walk(string hex)
    {
        ReadOnlySpan<byte> attributes = Convert.FromHexString(hex);

        Assert.False(NetlinkReader.TryTakeAttribute(ref attributes, out _, out _));
    }
}
