using System.Net;
using System.Net.NetworkInformation;

namespace TunPS.Core.Tests;

public sealed class PacketBuilderTests
{
    private static readonly IPAddress s_near = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress s_far = IPAddress.Parse("192.0.2.2");
    private static readonly IPAddress s_near6 = IPAddress.Parse("2001:db8::1");
    private static readonly IPAddress s_far6 = IPAddress.Parse("2001:db8::2");
    private static readonly PhysicalAddress s_nearMac = PhysicalAddress.Parse("02-00-5E-10-00-01");
    private static readonly PhysicalAddress s_farMac = PhysicalAddress.Parse("02-00-5E-10-00-02");

    private static readonly PacketSettings s_settings = new()
    {
        HopLimit = 3,
        TrafficClass = 0xB9,
        Identification = 0x1234,
        DontFragment = true,
        SourceMacAddress = s_farMac,
        DestinationMacAddress = s_nearMac,
        VlanId = 0x123,
    };

    [Fact]
    public void Every_setting_of_IPv4_and_Ethernet_is_in_its_place()
    {
        byte[] frame = PacketBuilder.Udp(
            new IPEndPoint(s_far, 5353), new IPEndPoint(s_near, 53), "x"u8, s_settings)[0].Data;

        Assert.Equal(Hex("02005E100001 02005E100002 8100 0123 0800 45B9001D 12344000 0311"), frame[..28]);
        Assert.Equal(Hex("C0000202 C0000201 14E9 0035 0009"), frame[30..44]);
        Assert.Equal("x"u8, frame.AsSpan(46));
    }

    [Fact]
    public void Every_setting_of_IPv6_is_in_its_place()
        => Assert.Equal(
            Hex("02005E100001 02005E100002 8100 0123 86DD 6B900000 0009 11 03"
                + Hex6(s_far6) + Hex6(s_near6) + "14E9 0035 0009"),
            PacketBuilder.Udp(new IPEndPoint(s_far6, 5353), new IPEndPoint(s_near6, 53), "x"u8, s_settings)[0].Data[..64]);

    [Fact]
    public void Every_field_of_TCP_is_in_its_place()
    {
        byte[] packet = PacketBuilder.Tcp(new IPEndPoint(s_far, 40000), new IPEndPoint(s_near, 80), new TcpHeader
        {
            SequenceNumber = 0x01020304,
            AcknowledgmentNumber = 0x05060708,
            Flags = TcpFlags.Psh | TcpFlags.Ack | TcpFlags.Ece,
            Window = 0x0910,
            Mss = 1460,
        }, "data"u8)[0].Data;

        Assert.Equal(Hex("9C40 0050 01020304 05060708 60 58 0910"), packet[20..36]);
        Assert.Equal(Hex("0000 020405B4 64617461"), packet[38..]);
    }

    [Fact]
    public void Only_what_may_be_fragmented_has_an_identification_of_its_own()
    {
        byte[][] packets = [.. Enumerable.Range(0, 4).Select(_ => PacketBuilder.Echo(s_far, s_near)[0].Data)];
        Assert.True(packets.Select(packet => BitConverter.ToUInt16(packet, 4)).Distinct().Count() > 1);

        byte[] fixedPacket = PacketBuilder.Echo(s_far, s_near, settings: new PacketSettings { DontFragment = true })[0].Data;
        Assert.Equal(Hex("0000 4000"), fixedPacket[4..8]);
    }

    [Theory]
    [InlineData(65507, true)]
    [InlineData(65508, false)]
    public void IPv4_carries_no_more_than_its_length_can_say(int length, bool fits)
        => AssertFits(
            fits, "65515", () => PacketBuilder.Udp(new IPEndPoint(s_far, 1), new IPEndPoint(s_near, 2), new byte[length]));

    [Theory]
    [InlineData(65527, true)]
    [InlineData(65528, false)]
    public void IPv6_carries_no_more_than_its_length_can_say(int length, bool fits)
        => AssertFits(
            fits, "65535", () => PacketBuilder.Udp(new IPEndPoint(s_far6, 1), new IPEndPoint(s_near6, 2), new byte[length]));

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        (Action Make, string Message)[] table =
        [
            (() => PacketBuilder.Echo(s_far, s_near6), "one family"),
            (() => Echo(new PacketSettings { Identification = 65536 }), "16 bits"),
            (() => Echo(new PacketSettings { SourceMacAddress = s_farMac }), "both MAC addresses"),
            (() => Echo(new PacketSettings { VlanId = 1 }), "both MAC addresses"),
            (() => Echo(Frame(s_farMac, 4096)), "0 to 4095"),
            (() => Echo(Frame(PhysicalAddress.None, 0)), "6 bytes"),
            (() => Echo(new PacketSettings { Mtu = 100, DontFragment = true }), "must not be fragmented"),
            (() => Echo(new PacketSettings { Mtu = 10 }), "too small"),
        ];
        Assert.All(table, row => Assert.Contains(
            row.Message, Assert.Throws<ArgumentException>(row.Make).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Each_fragment_has_its_frame()
    {
        PacketSettings settings = new() { SourceMacAddress = s_farMac, DestinationMacAddress = s_nearMac, Mtu = 1500 };
        IReadOnlyList<TunPacket> frames = PacketBuilder.Echo(s_far, s_near, payload: new byte[3000], settings: settings);

        Assert.Equal([1514, 1514, 14 + 20 + 48], frames.Select(frame => frame.Length));
        Assert.All(frames, frame => Assert.Equal((TunLayer.Tap, s_nearMac), (frame.Layer, frame.DestinationMacAddress)));
    }

    private static PacketSettings Frame(PhysicalAddress source, int vlan)
        => new() { SourceMacAddress = source, DestinationMacAddress = s_nearMac, VlanId = vlan };

    private static void Echo(PacketSettings settings)
        => PacketBuilder.Echo(s_far, s_near, payload: new byte[100], settings: settings);

    private static void AssertFits(bool fits, string message, Action make)
    {
        Exception? failure = Record.Exception(make);
        Assert.Equal(fits, failure is null);
        Assert.True(fits || Assert.IsType<ArgumentException>(failure).Message.Contains(message, StringComparison.Ordinal));
    }

    private static string Hex6(IPAddress address) => Convert.ToHexString(address.GetAddressBytes());

    private static byte[] Hex(string text)
        => Convert.FromHexString(text.Replace(" ", string.Empty, StringComparison.Ordinal));
}
