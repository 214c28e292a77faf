using System.Net;
using CsCheck;

namespace TunPS.Core.Tests;

public sealed class PacketTests
{
    [Fact]
    public void An_echo_request_is_shown_as_Wireshark_shows_it()
    {
        TunPacket packet = new(Packets.Echo(sequence: 1), "tun0");

        Assert.Equal(4, packet.Version);
        Assert.Equal(IPProtocol.Icmp, packet.Protocol);
        Assert.Equal(IPAddress.Parse("192.0.2.2"), packet.Source);
        Assert.Equal(IPAddress.Parse("192.0.2.1"), packet.Destination);
        Assert.Null(packet.SourcePort);
        Assert.Equal("Echo (ping) request  id=0x1234, seq=1/256, ttl=64", packet.Info);
        Assert.Equal("tun0", packet.Device);
        Assert.Equal(packet.Data.Length, packet.Length);
        Assert.Equal(64, packet.HopLimit);
    }

    [Fact]
    public void A_datagram_over_IPv6_has_its_ports_and_length()
    {
        TunPacket packet = new(Packets.Udp(11, "2001:db8::2", "2001:db8::1"));

        Assert.Equal(6, packet.Version);
        Assert.Equal(IPProtocol.Udp, packet.Protocol);
        Assert.Equal(IPAddress.Parse("2001:db8::2"), packet.Source);
        Assert.Equal(IPAddress.Parse("2001:db8::1"), packet.Destination);
        Assert.Equal(5353, packet.SourcePort);
        Assert.Equal(53, packet.DestinationPort);
        Assert.Equal("5353 → 53 Len=11", packet.Info);
        Assert.Equal("2001:db8::2 → 2001:db8::1 Udp 5353 → 53 Len=11", packet.ToString());
    }

    [Fact]
    public void A_TCP_segment_shows_its_flags_and_numbers()
    {
        TunPacket packet = new(Packets.TcpSyn());

        Assert.Equal(40000, packet.SourcePort);
        Assert.Equal("40000 → 80 [SYN] Seq=1000 Win=64240 Len=0", packet.Info);
    }

    [Theory]
    [InlineData(0, 0, "Echo (ping) reply    id=0x0000, seq=0/0, ttl=64")]
    [InlineData(3, 3, "Destination unreachable (Port unreachable)")]
    [InlineData(3, 13, "Destination unreachable (Communication administratively filtered)")]
    [InlineData(11, 0, "Time-to-live exceeded (Time to live exceeded in transit)")]
    [InlineData(3, 99, "Destination unreachable (Unknown code: 99)")]
    [InlineData(42, 7, "Extended Echo request (Unknown code: 7)")]
    [InlineData(99, 7, "Unknown ICMP (obsolete or malformed?)")]
    public void ICMP_messages_have_their_names(byte type, byte code, string info)
    {
        byte[] data = Packets.Echo();
        data.AsSpan(20).Clear();
        data[20] = type;
        data[21] = code;

        Assert.Equal(info, new TunPacket(data).Info);
    }

    [Theory]
    [InlineData("8500 0000 0000 0000", "Router Solicitation")]
    [InlineData("8500 0000 0000 0000 0101 02005e100001", "Router Solicitation from 02:00:5e:10:00:01")]
    [InlineData("8700 0000 0000 0000 20010db8000000000000000000000009", "Neighbor Solicitation for 2001:db8::9")]
    [InlineData("8800 0000 0000 0000 20010db8000000000000000000000009", "Neighbor Advertisement 2001:db8::9 (none)")]
    [InlineData("8000 0000 0001 0002", "Echo (ping) request id=0x0001, seq=2, hop limit=255")]
    [InlineData("8100 0000 0001 0002", "Echo (ping) reply id=0x0001, seq=2, hop limit=255")]
    [InlineData("0104 0000 0000 0000", "Destination Unreachable (Port unreachable) [Malformed: message cut off after 8 bytes]")]
    [InlineData("8700 0000", "Neighbor Solicitation [Malformed: message cut off after 4 bytes]")]
    public void ICMPv6_messages_have_their_names(string payload, string info)
        => Assert.Equal(info, new TunPacket(IPv6(58, payload)).Info);

    [Fact]
    public void Extension_headers_are_walked_to_the_real_protocol()
    {
        // Hop-by-hop options with router alert, as MLD reports have them.
        TunPacket packet = new(IPv6(0, "3a00 0502 0000 0100 8f00 0000 0000 0000"));

        Assert.Equal(IPProtocol.IcmpV6, packet.Protocol);
        Assert.Equal("Multicast Listener Report Message v2", packet.Info);
    }

    [Fact]
    public void A_later_fragment_has_no_ports()
    {
        byte[] data = Packets.Udp(100);
        data[6] = 0x00;
        data[7] = 0x10;
        TunPacket packet = new(data);

        Assert.Null(packet.SourcePort);
        Assert.StartsWith("Fragmented IP protocol (proto=UDP 17, off=128, ID=", packet.Info, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "[Malformed: no bytes]")]
    [InlineData("45", "[Malformed: IPv4 header cut off after 1 byte]")]
    [InlineData("70", "[Malformed: IP version 7]")]
    [InlineData("600000", "[Malformed: IPv6 header cut off after 3 bytes]")]
    public void What_is_no_packet_says_so_and_has_no_properties(string hex, string info)
    {
        TunPacket packet = new(Convert.FromHexString(hex));

        Assert.Equal(info, packet.Info);
        Assert.Null(packet.Version);
        Assert.Null(packet.Protocol);
        Assert.Null(packet.Source);
        Assert.Null(packet.Destination);
        Assert.Null(packet.HopLimit);
        Assert.Null(packet.Packet);
    }

    [Fact]
    public void A_lying_length_is_told()
    {
        byte[] data = Packets.Udp(100)[..60];

        Assert.EndsWith("[Malformed: IPv4 total length 128, only 60 bytes there]", new TunPacket(data).Info, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tree_is_a_copy()
    {
        TunPacket packet = new(Packets.Udp(10));
        PacketDotNet.IPPacket tree = Assert.IsAssignableFrom<PacketDotNet.IPPacket>(packet.Packet);
        tree.TimeToLive = 1;

        Assert.Equal(64, packet.HopLimit);
        Assert.Equal(packet.Data, packet.Packet!.Bytes);
    }

    [Theory]
    [InlineData("40000014000000004004000001020304 05060708", TunLayer.Tun)]
    [InlineData("02005e1000fe02005e1000010800 003f001cfa0040000004 54a9c2000201c63364020800aa654d990001", TunLayer.Tap)]
    public void A_packet_that_says_it_carries_itself_has_no_tree(string hex, TunLayer layer)
        => Assert.Null(new TunPacket(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), layer: layer).Packet);

    [Fact]
    public void The_timestamp_is_local_and_exact()
    {
        DateTime utc = new(2026, 10, 25, 0, 30, 0, 123, DateTimeKind.Utc);

        Assert.Equal(utc.ToLocalTime(), new TunPacket([], null, TunLayer.Tun, utc).Timestamp);
        Assert.Equal(DateTimeKind.Local, new TunPacket([]).Timestamp.Kind);
    }

    [Fact]
    public void A_timestamp_of_a_capture_keeps_its_nanoseconds()
    {
        TunPacket packet = new(Packets.Echo(), "tun0", TunLayer.Tun, 1_764_000_000_123_456_789, 2000);

        Assert.Equal(1_764_000_000_123_456_789, packet.UnixTimeNanoseconds);
        Assert.Equal(new DateTime(2025, 11, 24, 16, 0, 0, DateTimeKind.Utc).AddTicks(1_234_567), packet.Timestamp.ToUniversalTime());
        Assert.Equal(2000, packet.OriginalLength);
    }

    [Fact]
    public void Times_that_nanoseconds_cannot_hold_become_the_nearest_one()
    {
        Assert.Equal(2262, new TunPacket([], null, TunLayer.Tun, DateTime.MaxValue).Timestamp.Year);
        Assert.Equal(1677, new TunPacket([], null, TunLayer.Tun, DateTime.MinValue).Timestamp.Year);
    }

    [Fact]
    public void No_packet_was_shorter_than_what_was_captured_of_it()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new TunPacket(new byte[20], null, TunLayer.Tun, 0, 19));

    [Fact]
    public void No_property_ever_throws_whatever_the_bytes()
        => Gen.Select(Gen.Int[0, s_seeds.Length - 1], Gen.Int[0, 200], Gen.Byte.Array[0, 8], Gen.Int[0, 100]).Sample(
            (seed, cut, damage, at) =>
            {
                byte[] data = s_seeds[seed][..Math.Min(cut, s_seeds[seed].Length)];
                for (int i = 0; i < damage.Length && data.Length > 0; i++)
                {
                    data[(at + (i * 7)) % data.Length] = damage[i];
                }

                ReadEverything(new TunPacket(data));
            });

    [Fact]
    public void No_property_ever_throws_on_noise()
        => Gen.Byte.Array[0, 120].Sample(data => ReadEverything(new TunPacket(data)));

    private static readonly byte[][] s_seeds =
    [
        Packets.Echo(), Packets.TcpSyn(), Packets.Udp(20), Packets.Udp(20, "2001:db8::1", "2001:db8::2"),
        IPv6(0, "3a00 0502 0000 0100 8f00 0000 0000 0000"),
        IPv6(44, "1100 0001 0000 0007 14e9 0035 000c 0000 00000000"),
        IPv6(51, "1102 0000 0000 0000 0000 0000 14e9 0035 000c 0000 00000000"),
    ];

    private static void ReadEverything(TunPacket packet)
    {
        foreach (System.Reflection.PropertyInfo property in typeof(TunPacket).GetProperties())
        {
            _ = property.GetValue(packet);
        }

        Assert.NotEmpty(packet.Info);
        Assert.NotEmpty(packet.ToString());
    }

    private static byte[] IPv6(byte nextHeader, string payloadHex)
    {
        byte[] payload = Convert.FromHexString(payloadHex.Replace(" ", string.Empty, StringComparison.Ordinal));
        byte[] data = new byte[40 + payload.Length];
        data[0] = 0x60;
        data[5] = (byte)payload.Length;
        data[6] = nextHeader;
        data[7] = 255;
        payload.CopyTo(data, 40);
        return data;
    }
}
