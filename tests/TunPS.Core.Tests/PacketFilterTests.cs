using CsCheck;

namespace TunPS.Core.Tests;

public sealed class PacketFilterTests
{
    private static readonly byte[] s_udp = Packets.Udp(10, "192.0.2.2", "198.51.100.1");
    private static readonly byte[] s_udpOverIPv6 = Packets.Udp(10, "2001:db8::2", "2001:db8::1");

    private static readonly byte[][] s_seeds = [s_udp, s_udpOverIPv6, Packets.TcpSyn(), Packets.Echo()];

    [Fact]
    public void An_empty_filter_wants_everything()
    {
        Assert.True(new PacketFilter().IsEmpty);
        Assert.True(Wants(new PacketFilter(), s_udp));
        Assert.True(Wants(new PacketFilter(), []));
        Assert.False(new PacketFilter { Ports = [53] }.IsEmpty);
    }

    [Theory]
    [InlineData("Udp", true, true)]
    [InlineData("17", true, true)]
    [InlineData("udp, TCP", true, true)]
    [InlineData("Tcp", false, false)]
    [InlineData("IPv4", true, false)]
    [InlineData("IPv6", false, true)]
    [InlineData("41", false, false)]
    [InlineData("Arp", false, false)]
    public void A_protocol_is_what_IP_carries_or_its_version(string protocols, bool wantsIPv4, bool wantsIPv6)
    {
        PacketFilter filter = new() { Protocols = [.. protocols.Split(',').Select(PacketProtocol.Parse)] };

        Assert.Equal(wantsIPv4, Wants(filter, s_udp));
        Assert.Equal(wantsIPv6, Wants(filter, s_udpOverIPv6));
        Assert.Equal(wantsIPv4, filter.Matches(Frame("0800", s_udp), TunLayer.Tap));
        Assert.Equal(wantsIPv6, filter.Matches(Frame("8100000a86dd", s_udpOverIPv6), TunLayer.Tap));
    }

    [Fact]
    public void A_frame_is_chosen_by_what_it_carries()
    {
        PacketFilter filter = new() { Protocols = [new PacketProtocol(EtherType.Arp)] };

        Assert.True(filter.Matches(Frame("0806", new byte[28]), TunLayer.Tap));
        Assert.False(filter.Matches(Frame("88cc", new byte[28]), TunLayer.Tap));
        Assert.False(filter.Matches(new byte[13], TunLayer.Tap));
    }

    [Theory]
    [InlineData("8100000a0800", true, false)]
    [InlineData("88a8000a8100000b0800", true, true)]
    [InlineData("0800", false, false)]
    public void A_frame_is_chosen_by_its_tags(string type, bool hasVlan, bool hasProviderBridging)
    {
        byte[] frame = Frame(type, s_udp);
        PacketFilter vlan = new() { Protocols = [PacketProtocol.Parse("Vlan")] };
        PacketFilter providerBridging = new() { Protocols = [PacketProtocol.Parse("ProviderBridging")] };

        Assert.Equal(hasVlan, vlan.Matches(frame, TunLayer.Tap));
        Assert.Equal(hasProviderBridging, providerBridging.Matches(frame, TunLayer.Tap));
        Assert.False(vlan.Matches(frame, TunLayer.Tun));
        Assert.False(vlan.Matches(frame.AsSpan(0, 13), TunLayer.Tap));
    }

    [Fact]
    public void A_protocol_behind_extension_headers_is_found()
        => Assert.True(Wants(
            new PacketFilter { Protocols = [new PacketProtocol(IPProtocol.IcmpV6)] },
            Convert.FromHexString("6000000000100001" + new string('0', 64) + "3a00050200000100" + "8f00000000000000")));

    [Theory]
    [InlineData("HopByHop", true)]
    [InlineData("IcmpV6", true)]
    [InlineData("Fragment", false)]
    [InlineData("Routing", false)]
    public void An_extension_header_can_be_asked_for(string protocol, bool isWanted)
        => Assert.Equal(isWanted, Wants(
            new PacketFilter { Protocols = [PacketProtocol.Parse(protocol)] },
            Convert.FromHexString("6000000000100001" + new string('0', 64) + "3a00050200000100" + "8f00000000000000")));

    [Fact]
    public void The_default_protocol_is_none()
        => Assert.False(Wants(new PacketFilter { Protocols = [default] }, s_udp));

    [Theory]
    [InlineData("192.0.2.0/24", null, true)]
    [InlineData("192.0.3.0/24, 192.0.2.2", null, true)]
    [InlineData("192.0.3.0/24", null, false)]
    [InlineData(null, "198.51.100.1", true)]
    [InlineData(null, "192.0.2.0/24", false)]
    [InlineData("192.0.2.2", "198.51.100.0/24", true)]
    [InlineData("192.0.2.2", "2001:db8::/32", false)]
    public void Each_field_is_a_list_and_all_fields_have_to_match(string? sources, string? destinations, bool isWanted)
        => Assert.Equal(
            isWanted, Wants(new PacketFilter { Sources = Prefixes(sources), Destinations = Prefixes(destinations) }, s_udp));

    [Fact]
    public void A_port_is_that_of_either_end()
    {
        Assert.True(Wants(new PacketFilter { Ports = [53] }, s_udp));
        Assert.True(Wants(new PacketFilter { Ports = [1, 5353] }, s_udp));
        Assert.False(Wants(new PacketFilter { Ports = [54] }, s_udp));
        Assert.True(Wants(new PacketFilter { Ports = [80] }, Packets.TcpSyn()));
        Assert.False(Wants(new PacketFilter { Ports = [0] }, Packets.Echo()));
    }

    [Fact]
    public void A_later_fragment_has_no_port()
    {
        byte[] fragment = [.. s_udp];
        fragment[7] = 1;

        Assert.False(Wants(new PacketFilter { Ports = [53] }, fragment));
        Assert.True(Wants(new PacketFilter { Protocols = [PacketProtocol.Parse("Udp")] }, fragment));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(65536)]
    public void A_port_out_of_range_is_refused(int port)
        => Assert.Throws<ArgumentOutOfRangeException>(() => new PacketFilter { Ports = [port] });

    [Theory]
    [InlineData("")]
    [InlineData("256")]
    [InlineData("-1")]
    [InlineData("Http")]
    [InlineData("Tcp, Udp")]
    public void What_is_no_protocol_is_refused(string text)
        => Assert.Throws<FormatException>(() => PacketProtocol.Parse(text));

    [Fact]
    public void The_filter_agrees_with_the_properties_of_the_packet_whatever_the_bytes()
        => Gen.Select(Gen.Int[0, s_seeds.Length - 1], Gen.Byte.Array[0, 4], Gen.Int[0, 60], Gen.Int[0, 80])
            .Sample((seed, damage, at, cut) =>
            {
                byte[] data = [.. s_seeds[seed]];
                damage.AsSpan(0, Math.Min(damage.Length, Math.Max(0, data.Length - at))).CopyTo(data.AsSpan(Math.Min(at, data.Length)));
                data = data[..Math.Min(cut, data.Length)];
                TunPacket packet = new(data);

                Assert.Equal(
                    packet.Protocol == IPProtocol.Udp,
                    Wants(new PacketFilter { Protocols = [new PacketProtocol(IPProtocol.Udp)] }, data));
                Assert.Equal(packet.Version == 6, Wants(new PacketFilter { Protocols = [PacketProtocol.Parse("IPv6")] }, data));
                Assert.Equal(
                    packet.SourcePort == 5353 || packet.DestinationPort == 5353,
                    Wants(new PacketFilter { Ports = [5353] }, data));
                Assert.Equal(
                    packet.Source is not null && IPPrefix.Parse("192.0.2.0/24").Contains(packet.Source),
                    Wants(new PacketFilter { Sources = Prefixes("192.0.2.0/24") }, data));
            });

    [Fact]
    public void A_filter_makes_no_objects()
    {
        PacketFilter filter = new()
        {
            Protocols = [PacketProtocol.Parse("Tcp"), PacketProtocol.Parse("Arp")],
            Sources = Prefixes("192.0.2.0/24, 2001:db8::/32"),
            Destinations = Prefixes("192.0.2.0/24"),
            Ports = [80, 443],
        };
        byte[][] packets = [s_udp, s_udpOverIPv6, Packets.TcpSyn(), Packets.Echo(), s_udp[..30], s_udp[..10], [], [0x70]];
        int wanted = Count();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            wanted += Count();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(101, wanted);

        int Count()
        {
            int count = 0;
            foreach (byte[] packet in packets)
            {
                count += filter.Matches(packet, TunLayer.Tun) ? 1 : 0;
            }

            return count;
        }
    }

    private static bool Wants(PacketFilter filter, byte[] packet) => filter.Matches(packet, TunLayer.Tun);

    private static IPPrefix[] Prefixes(string? list) => list is null ? [] : [.. list.Split(',').Select(IPPrefix.Parse)];

    private static byte[] Frame(string type, byte[] payload)
        => [.. new byte[12], .. Convert.FromHexString(type), .. payload];
}
