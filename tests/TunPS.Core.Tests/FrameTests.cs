using System.Net;
using System.Net.NetworkInformation;
using CsCheck;

namespace TunPS.Core.Tests;

/// <summary>Ethernet frames, as TAP devices carry them.</summary>
public sealed class FrameTests
{
    private const string Addresses = "02005E100001 02005E100002";
    private const string Arp = "0001 0800 06 04";

    private static readonly byte[][] s_seeds =
    [
        Frame("0800", Packets.Echo()),
        Frame("8100 0064 0800", Packets.TcpSyn()),
        Frame("88A8 0064 8100 0065 86DD", Packets.Udp(20, "2001:db8::1", "2001:db8::2")),
        Frame("0806", Hex(Arp + "0001 02005E100002 C0000202 000000000000 C0000201")),
        Frame("88CC", new byte[20]),
        Frame("8100 0064", []),
    ];

    [Fact]
    public void The_properties_are_those_of_the_frame_and_of_the_packet_in_it()
    {
        TunPacket packet = new(Frame("0800", Packets.Udp(11)), "tap0", TunLayer.Tap);

        Assert.Equal(TunLayer.Tap, packet.Layer);
        Assert.Equal(EtherType.IPv4, packet.EtherType);
        Assert.Equal(PhysicalAddress.Parse("02005E100001"), packet.DestinationMacAddress);
        Assert.Equal(PhysicalAddress.Parse("02005E100002"), packet.SourceMacAddress);
        Assert.Equal((4, IPProtocol.Udp), (packet.Version, packet.Protocol));
        Assert.Equal(IPAddress.Parse("192.0.2.2"), packet.Source);
        Assert.Equal(IPAddress.Parse("192.0.2.1"), packet.Destination);
        Assert.Equal((5353, 53, 64), (packet.SourcePort, packet.DestinationPort, packet.HopLimit));
        Assert.Equal("5353 → 53 Len=11", packet.Info);
        Assert.Equal("192.0.2.2 → 192.0.2.1 Udp 5353 → 53 Len=11", packet.ToString());
        Assert.Equal(14 + 39, packet.Length);
    }

    [Theory]
    [InlineData("86DD")]
    [InlineData("8100 0064 86DD")]
    [InlineData("88A8 0064 86DD")]
    [InlineData("88A8 0064 8100 0065 86DD")]
    [InlineData("8100 0064 8100 0065 8100 0066 86DD")]
    public void Tags_are_walked_to_the_real_type(string type)
    {
        TunPacket packet = new(Frame(type, Packets.Udp(12, "2001:db8::2", "2001:db8::1")), layer: TunLayer.Tap);

        Assert.Equal(EtherType.IPv6, packet.EtherType);
        Assert.Equal((6, IPProtocol.Udp, 53), (packet.Version, packet.Protocol, packet.DestinationPort));
        Assert.Equal(IPAddress.Parse("2001:db8::2"), packet.Source);
    }

    [Theory]
    [InlineData("0001 02005E100002 C0000202 000000000000 C0000201", "Who has 192.0.2.1? Tell 192.0.2.2")]
    [InlineData("0002 02005E100002 C0000202 02005E100001 C0000201", "192.0.2.2 is at 02:00:5e:10:00:02")]
    [InlineData("0001 02005E100002 00000000 000000000000 C0000201", "Who has 192.0.2.1? (ARP Probe)")]
    [InlineData("0001 02005E100002 C0000202 000000000000 C0000202", "ARP Announcement for 192.0.2.2")]
    [InlineData("0001 02005E100002 C0000202 FFFFFFFFFFFF C0000202", "Gratuitous ARP for 192.0.2.2 (Request)")]
    [InlineData("0002 02005E100002 C0000202 02005E100002 C0000202", "Gratuitous ARP for 192.0.2.2 (Reply)")]
    [InlineData("0003 02005E100002 C0000202 02005E100001 C0000201", "Who is 02:00:5e:10:00:01? Tell 02:00:5e:10:00:02")]
    [InlineData("001A 02005E100002 C0000202 000000000000 C0000202", "Unknown ARP opcode 0x001a")]
    [InlineData("0001 02005E100002 C0000202 000000000000 C00002", "[Malformed: ARP cut off after 27 bytes]")]
    public void ARP_is_shown_as_Wireshark_shows_it(string rest, string info)
    {
        TunPacket packet = new(Frame("0806", Hex(Arp + rest)), layer: TunLayer.Tap);

        Assert.Equal(EtherType.Arp, packet.EtherType);
        Assert.Equal((info, info), (packet.Info, packet.ToString()));
        Assert.Null(packet.Version);
        Assert.Null(packet.Source);
    }

    [Theory]
    [InlineData("88CC", "Lldp, 4 bytes", EtherType.Lldp)]
    [InlineData("88B5", "EtherType 0x88b5, 4 bytes", (EtherType)0x88B5)]
    [InlineData("0004", "IEEE 802.3 frame, 4 bytes", (EtherType)4)]
    [InlineData("0800", "[Malformed: IP version 0]", EtherType.IPv4)]
    public void What_carries_no_IP_has_its_type(string type, string info, EtherType expected)
    {
        TunPacket packet = new(Frame(type, [1, 2, 3, 4]), layer: TunLayer.Tap);

        Assert.Equal((expected, info), (packet.EtherType, packet.Info));
        Assert.Null(packet.Protocol);
        Assert.NotNull(packet.SourceMacAddress);
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(5, false, false)]
    [InlineData(6, true, false)]
    [InlineData(11, true, false)]
    [InlineData(12, true, true)]
    [InlineData(13, true, true)]
    public void Of_a_frame_that_is_cut_off_there_is_what_is_there(int length, bool hasDestination, bool hasSource)
    {
        TunPacket packet = new(Frame("0800", [])[..length], layer: TunLayer.Tap);

        Assert.Equal($"[Malformed: Ethernet header cut off after {length} bytes]", packet.Info);
        Assert.Null(packet.EtherType);
        Assert.Null(packet.Version);
        Assert.Equal(hasDestination, packet.DestinationMacAddress is not null);
        Assert.Equal(hasSource, packet.SourceMacAddress is not null);
    }

    [Theory]
    [InlineData("8100", 14)]
    [InlineData("8100 0064", 16)]
    [InlineData("88A8 0064 8100 0065 08", 21)]
    public void A_tag_with_nothing_behind_it_is_cut_off(string type, int length)
    {
        TunPacket packet = new(Frame(type, []), layer: TunLayer.Tap);

        Assert.Equal($"[Malformed: Ethernet header cut off after {length} bytes]", packet.Info);
        Assert.Null(packet.EtherType);
    }

    [Fact]
    public void A_packet_that_is_cut_off_in_a_frame_says_so()
        => Assert.Equal(
            "[Malformed: IPv4 header cut off after 19 bytes]",
            new TunPacket(Frame("0800", Packets.Echo()[..19]), layer: TunLayer.Tap).Info);

    [Fact]
    public void An_IP_packet_has_no_frame()
    {
        TunPacket packet = new(Packets.Echo());

        Assert.Equal(TunLayer.Tun, packet.Layer);
        Assert.Null(packet.EtherType);
        Assert.Null(packet.SourceMacAddress);
        Assert.Null(packet.DestinationMacAddress);
    }

    [Fact]
    public void The_tree_begins_with_the_frame()
    {
        TunPacket packet = new(Frame("0800", Packets.Udp(12)), layer: TunLayer.Tap);
        PacketDotNet.EthernetPacket tree = Assert.IsType<PacketDotNet.EthernetPacket>(packet.Packet);

        Assert.Equal(packet.SourceMacAddress, tree.SourceHardwareAddress);
        Assert.IsType<PacketDotNet.UdpPacket>(Assert.IsType<PacketDotNet.IPv4Packet>(tree.PayloadPacket).PayloadPacket);
        Assert.Equal(packet.Data, tree.Bytes);
    }

    [Fact]
    public void No_property_ever_throws_whatever_the_bytes()
        => Gen.Select(Gen.Int[0, s_seeds.Length - 1], Gen.Int[0, 120], Gen.Byte.Array[0, 8], Gen.Int[0, 100]).Sample(
            (seed, cut, damage, at) =>
            {
                byte[] data = s_seeds[seed][..Math.Min(cut, s_seeds[seed].Length)];
                for (int i = 0; i < damage.Length && data.Length > 0; i++)
                {
                    data[(at + (i * 7)) % data.Length] = damage[i];
                }

                ReadEverything(new TunPacket(data, layer: TunLayer.Tap));
            });

    [Fact]
    public void No_property_ever_throws_on_noise()
        => Gen.Byte.Array[0, 120].Sample(data => ReadEverything(new TunPacket(data, layer: TunLayer.Tap)));

    private static void ReadEverything(TunPacket packet)
    {
        foreach (System.Reflection.PropertyInfo property in typeof(TunPacket).GetProperties())
        {
            _ = property.GetValue(packet);
        }

        Assert.NotEmpty(packet.Info);
        Assert.NotEmpty(packet.ToString());
    }

    private static byte[] Frame(string type, byte[] payload) => [.. Hex(Addresses + type), .. payload];

    private static byte[] Hex(string text)
        => Convert.FromHexString(text.Replace(" ", string.Empty, StringComparison.Ordinal));
}
