using static TunPS.Core.Tests.Bytes;

namespace TunPS.Core.Tests;

public sealed class LayerTests
{
    private static readonly byte[] s_ethernet = Hex("02005e100001 02005e100002");

    [Fact]
    public void The_layers_are_the_headers_and_what_they_carry()
    {
        TunPacket packet = Tun(IPv4(6, Tcp(0x18, "020405b4", [1, 2, 3])));

        Assert.Equal(
            [
                new PacketLayer("IPv4", 0, 20, "192.0.2.1 → 192.0.2.2, TTL 64, ID 0x1234, TCP"),
                new PacketLayer("TCP", 20, 24, "40000 → 9999 [PSH, ACK] Seq=1000 Ack=2000 Win=100 Len=3 MSS=1460"),
                new PacketLayer("Payload", 44, 3, "3 bytes"),
            ],
            packet.Layers);
        Assert.Equal("Payload: 3 bytes", packet.Layers[2].ToString());
    }

    [Fact]
    public void Tags_padding_and_application_are_layers()
    {
        byte[] dns = Dns(0x100, [Question("example.com")]);
        byte[] datagram = IPv4(17, Udp(40000, 53, dns));
        TunPacket packet = Tap(Join(s_ethernet, Hex("88a8 2064 8100 0065 0800"), datagram, new byte[5]));

        Assert.Equal(
            ["Ethernet 14", "VLAN 4", "VLAN 4", "IPv4 20", "UDP 8", $"DNS {dns.Length}", "Trailer 5"],
            packet.Layers.Select(layer => $"{layer.Name} {layer.Length}"));
        Assert.Equal("ID 100, priority 1, Vlan", packet.Layers[1].Summary);
        Assert.Equal("Standard query 0x1234 A example.com", packet.Layers[5].Summary);
        Assert.Equal(100, packet.VlanId);
    }

    [Fact]
    public void Extension_headers_have_names()
    {
        byte[] chain = Join(
            Hex("2b00010400000000"), Hex("3c00000000000000"), Hex("2c00010400000000"), Hex("1100 0051 1234abcd"));
        TunPacket packet = Tun(IPv6(0, Join(chain, new byte[9])));

        Assert.Equal(
            ["IPv6", "Hop-by-Hop Options", "Routing Header", "Destination Options", "Fragment Header", "Payload"],
            packet.Layers.Select(layer => layer.Name));
        Assert.Equal("offset 80, MF, ID 0x1234abcd, UDP", packet.Layers[4].Summary);
        Assert.Equal(80, packet.FragmentOffset);
    }

    [Fact]
    public void A_tunnel_has_the_layers_of_the_packet_in_it()
        => Assert.Equal(
            ["IPv4", "GRE", "IPv6", "UDP", "Payload"],
            Tun(IPv4(47, Join(Hex("0000 86dd"), IPv6(17, Udp(1, 2, [3]))))).Layers.Select(layer => layer.Name));

    [Fact]
    public void Packets_in_packets_end_somewhere()
    {
        byte[] packet = Udp(1, 2, [3]);
        for (int i = 0; i < 1000; i++)
        {
            packet = IPv4(4, packet);
        }

        Assert.InRange(Tun(packet).Layers.Count, 5, 20);
        Assert.InRange(Tun(packet).Info.Length, 1, 100);
    }

    [Theory]
    [InlineData("450000", "[Malformed: IPv4 header cut off after 3 bytes]")]
    [InlineData(
        "45000020 00000000 40110000 c0000201 c0000202", "[Malformed: IPv4 total length 32, only 20 bytes there]")]
    [InlineData(
        "45000018 00000000 40110000 c0000201 c0000202 00010002", "[Malformed: UDP header cut off after 4 bytes]")]
    [InlineData(
        "45000028 00000000 40060000 c0000201 c0000202 9c40270f000003e8000007d0f002006400000005",
        "[Malformed: TCP header length 60, 20 bytes there]")]
    public void What_is_malformed_is_told_by_its_layer(string hex, string problem)
        => Assert.Contains(Tun(Hex(hex)).Layers, layer => layer.Summary.EndsWith(problem, StringComparison.Ordinal));

    [Fact]
    public void A_packet_without_bytes_has_no_layers() => Assert.Empty(Tun([]).Layers);

    [Fact]
    public void The_payload_is_what_the_last_header_carries()
    {
        Assert.Equal([1, 2, 3], Tun(IPv4(6, Tcp(0x10, "0101", [1, 2, 3]))).Payload);
        Assert.Equal([1, 2], Tun(IPv6(17, Udp(1, 2, [1, 2]))).Payload);
        Assert.Equal([9], Tun(IPv4(1, Hex("0800 0000 0001 0002 09"))).Payload);
        Assert.Equal([5, 6], Tun(IPv4(200, [5, 6])).Payload);
        Assert.Equal([5, 6], Tun(IPv4(17, [5, 6], fragment: 3)).Payload);
        Assert.Null(Tun(IPv4(6, Tcp(2))).Payload);
        Assert.Null(Tun(IPv4(6, Tcp(2, words: 15))).Payload);
        Assert.Null(Tun([]).Payload);
    }

    [Fact]
    public void The_flags_of_TCP_are_typed()
    {
        Assert.Equal(TcpFlags.Syn | TcpFlags.Ack, Tun(IPv4(6, Tcp(0x12))).TcpFlags);
        Assert.Equal(TcpFlags.None, Tun(IPv4(6, Tcp(0))).TcpFlags);
        Assert.Null(Tun(IPv4(17, Udp(1, 2, []))).TcpFlags);
        Assert.Null(Tun(IPv4(6, Tcp(2), fragment: 1)).TcpFlags);
    }

    [Fact]
    public void The_dump_is_that_of_Wireshark()
    {
        Assert.Equal(
            "0000   60 00 00 00 00 02 c8 ff 20 01 0d b8 00 00 00 00   `....... .......\n"
                + "0010   00 00 00 00 00 00 00 01 20 01 0d b8 00 00 00 00   ........ .......\n"
                + "0020   00 00 00 00 00 00 00 02 41 7f                     ........A.",
            Tun(IPv6(200, Hex("417f"))).HexDump);
        Assert.Equal(string.Empty, Tun([]).HexDump);
        Assert.Equal("010000   00", Tun(new byte[0x10001]).HexDump.Split('\n')[^1][..11]);
        Assert.Equal("00fff0   00", Tun(new byte[0x10001]).HexDump.Split('\n')[^2][..11]);
        Assert.Equal("0000   41                                                A", Tun(Hex("41")).HexDump);
    }

    [Fact]
    public void The_types_of_PacketDotNet_are_found_by_their_names()
    {
        System.Reflection.Assembly core = typeof(TunPacket).Assembly;

        Assert.Empty(typeof(PacketDotNet.Packet).Assembly.GetExportedTypes()
            .Where(type => !type.IsNested && type.Namespace != "PacketDotNet.Ieee80211")
            .Where(type => core.GetType(type.FullName!, throwOnError: false, ignoreCase: true) != type)
            .Select(type => type.FullName));
    }

    private static TunPacket Tun(byte[] data) => new(data);

    private static TunPacket Tap(byte[] data) => new(data, layer: TunLayer.Tap);
}
