using System.Buffers.Binary;
using System.Net;
using CsCheck;

namespace TunPS.Core.Tests;

public sealed class PacketFilterContradictionTests
{
    private static readonly IPAddress s_ipv4 = IPAddress.Parse("192.0.2.2");
    private static readonly IPAddress s_ipv6 = IPAddress.Parse("2001:db8::2");

    private static readonly EtherType[] s_etherTypes =
        [.. Enum.GetValues<EtherType>(), (EtherType)0x9100, (EtherType)0x9000];

    private static readonly PacketProtocol[] s_protocols =
    [
        default,
        .. s_etherTypes.Select(type => new PacketProtocol(type)),
        .. Enum.GetValues<IPProtocol>().Select(protocol => new PacketProtocol(protocol)),
        PacketProtocol.FromNumber(253),
    ];

    private static readonly IPPrefix[] s_prefixes =
    [
        default, .. "192.0.2.0/24 0.0.0.0/0 192.0.2.2 2001:db8::/32 ::/0 2001:db8::2".Split(' ').Select(IPPrefix.Parse),
    ];

    private static readonly TunLayer?[] s_layers = [null, TunLayer.Tun, TunLayer.Tap];

    private static readonly Gen<(PacketFilter Filter, TunLayer? Layer)> s_filters = Gen.Select(
        OneOf(s_protocols).Array[0, 3],
        OneOf(s_prefixes).Array[0, 2],
        OneOf(s_prefixes).Array[0, 2],
        OneOf([53, 5353]).Array[0, 2],
        OneOf(s_layers),
        (protocols, sources, destinations, ports, layer) => (
            new PacketFilter { Protocols = protocols, Sources = sources, Destinations = destinations, Ports = ports },
            layer));

    // Packets that contradict themselves: a protocol of one version in the other, a frame that says IPv4 and has IPv6.
    private static readonly PacketFilter[] s_absurdities =
    [
        Filter("IPv4", "::/0", null, null),
        Filter("IPv6", "0.0.0.0/0", null, null),
        Filter("Icmp, Igmp", "::/0", null, null),
        Filter("HopByHop, Routing, Fragment, IcmpV6, NoNextHeader, DestinationOptions", "0.0.0.0/0", null, null),
    ];

    private static readonly (byte[] Bytes, TunLayer Layer)[] s_sound = [.. MakeSound()];

    [Theory]
    [InlineData("Icmp", null, null, "80", "of protocol Icmp with port 80: only those of Tcp and Udp have ports.")]
    [InlineData("Icmp, Arp", null, null, "80, 81", "of protocol Icmp or Arp with port 80 or 81: only those of Tcp")]
    [InlineData("Sctp", "192.0.2.1", null, "80", "of protocol Sctp with port 80: only those of Tcp")]
    [InlineData("Arp", null, null, "80", "of protocol Arp with port 80: only those of Tcp")]
    [InlineData(null, "192.0.2.1", "::/0", null, "from 192.0.2.1 to ::/0: both ends of a packet")]
    [InlineData("Icmp", "::/0", null, null, "of protocol Icmp from ::/0: only a protocol of IPv6 goes")]
    [InlineData("IcmpV6", null, "192.0.2.0/24", null, "of protocol IcmpV6 to 192.0.2.0/24: only a protocol of IPv4")]
    [InlineData("IPv6", "192.0.2.1", null, null, "of protocol IPv6 from 192.0.2.1: only a protocol of IPv4")]
    [InlineData("Fragment", "192.0.2.1", null, null, "of protocol Fragment from 192.0.2.1: only a protocol of IPv4")]
    [InlineData("Arp", "192.0.2.1", null, null, "of protocol Arp from 192.0.2.1: only a protocol of IPv4")]
    [InlineData("Arp", "192.0.2.1, ::/0", null, null, "of protocol Arp from 192.0.2.1 or ::/0: only a protocol of IP ")]
    [InlineData("Ah", "192.0.2.1", null, "80", "of protocol Ah from 192.0.2.1 with port 80: some of that goes")]
    [InlineData("Icmp, IPv6", "192.0.2.1", null, "80", "of protocol Icmp or IPv6 from 192.0.2.1 with port 80: some")]
    public void What_no_packet_has_together_is_told(
        string? protocols, string? sources, string? destinations, string? ports, string message)
        => Assert.StartsWith(
            $"There is no packet {message}",
            Filter(protocols, sources, destinations, ports).FindContradiction()?.Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("Icmp", null, "80", "Leave out the port, or ask for Tcp or Udp.")]
    [InlineData("Icmp", "::/0", null, "Leave out the address, or ask for a protocol of IPv6, such as IcmpV6.")]
    [InlineData("IcmpV6", "0.0.0.0/0", null, "Leave out the address, or ask for a protocol of IPv4, such as Icmp.")]
    [InlineData("Lldp", "0.0.0.0/0, ::/0", null, "Leave out the address, or ask for a protocol of IP, such as Tcp.")]
    [InlineData("Ah", "0.0.0.0/0", "80", "Leave out one of them.")]
    public void What_can_be_done_is_told_as_well(string protocols, string? sources, string? ports, string remedy)
        => Assert.Equal(remedy, Filter(protocols, sources, null, ports).FindContradiction()?.Remedy);

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("Icmp, Udp", null, null, "53")]
    [InlineData("IPv6", "2001:db8::2", "2001:db8::/32", "53")]
    [InlineData("Fragment", "2001:db8::2", null, "53")]
    [InlineData("Ah", "2001:db8::2", null, "53")]
    [InlineData("HopByHop", null, null, "53")]
    [InlineData(null, "192.0.2.1, 2001:db8::2", "2001:db8::/32", null)]
    [InlineData("Vlan", "192.0.2.1", null, "53")]
    [InlineData("Arp, Icmp", "192.0.2.1", null, null)]
    public void What_may_match_is_no_contradiction(
        string? protocols, string? sources, string? destinations, string? ports)
        => Assert.Null(Filter(protocols, sources, destinations, ports).FindContradiction());

    [Theory]
    [InlineData("Arp", TunLayer.Tun, true)]
    [InlineData("Arp, Vlan, ProviderBridging, Lldp", TunLayer.Tun, true)]
    [InlineData("Arp", TunLayer.Tap, false)]
    [InlineData("Arp, Tcp", TunLayer.Tun, false)]
    [InlineData("IPv4", TunLayer.Tun, false)]
    public void A_TUN_device_has_no_frames(string protocols, TunLayer layer, bool isContradiction)
    {
        PacketFilterContradiction? contradiction = Filter(protocols, null, null, null).FindContradiction(layer);

        Assert.Equal(isContradiction, contradiction is not null);
        Assert.Equal(isContradiction, contradiction?.Message.Contains("on a TUN device: it has IP packets") ?? false);
    }

    [Fact]
    public void What_is_empty_matches_none()
        => Assert.Equal(
            "There is no packet from 0.0.0.0: what is empty matches none.",
            new PacketFilter { Sources = [default] }.FindContradiction()?.ToString());

    [Fact]
    public void A_filter_tells_what_it_asks_for()
    {
        Assert.Equal(string.Empty, new PacketFilter().ToString());
        Assert.Equal(
            "of protocol Tcp or Arp from 192.0.2.0/24 to 192.0.2.1 or ::/0 with port 80 or 443",
            Filter("Tcp, Arp", "192.0.2.0/24", "192.0.2.1, ::/0", "80, 443").ToString());
    }

    [Fact]
    public void A_filter_contradicts_itself_exactly_when_no_sound_packet_matches()
        => s_filters.Sample(
            choice => Assert.Equal(
                choice.Filter.FindContradiction(choice.Layer) is null,
                s_sound.Any(packet => (choice.Layer ?? packet.Layer) == packet.Layer
                    && choice.Filter.Matches(packet.Bytes, packet.Layer))),
            iter: 20_000);

    [Fact]
    public void What_is_refused_matches_no_packet_whatever_the_bytes()
        => Gen.Select(s_filters, Gen.Int).Sample(
            (choice, seed) =>
            {
                Mutator mutator = new(seed);
                (byte[] bytes, TunLayer layer) = mutator.Choose(s_sound);
                TunPacket other = mutator.Choose(Corpus.All);
                byte[] packet = mutator.Happens(3) ? other.Data : mutator.Damage(bytes, other.Data);
                layer = choice.Layer ?? layer;
                if (choice.Filter.FindContradiction(choice.Layer) is not null && choice.Filter.Matches(packet, layer))
                {
                    Assert.Contains(s_absurdities, absurdity => absurdity.Matches(packet, layer));
                }
            },
            iter: 50_000);

    // Every protocol with every pair of addresses, and ports or others behind it; as packets, frames and tagged frames.
    private static IEnumerable<(byte[] Bytes, TunLayer Layer)> MakeSound()
    {
        foreach (byte[] packet in MakeIP())
        {
            byte[] type = packet[0] >> 4 == 4 ? [0x08, 0x00] : [0x86, 0xDD];
            yield return (packet, TunLayer.Tun);
            yield return (Frame([], type, packet), TunLayer.Tap);
            yield return (Frame([0x88, 0xA8, 0, 1, 0x91, 0, 0, 2, 0x81, 0, 0, 3], type, packet), TunLayer.Tap);
        }

        foreach (EtherType type in s_etherTypes)
        {
            byte[] number = new byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(number, (ushort)type);
            yield return (Frame([], number, []), TunLayer.Tap);
        }
    }

    private static IEnumerable<byte[]> MakeIP()
    {
        byte[] ports = [0x14, 0xE9, 0, 53, 0, 0, 0, 0];
        foreach (IPProtocol protocol in s_protocols.Select(protocol => protocol.IPProtocol).OfType<IPProtocol>())
        {
            bool isExtension = IPHeader.IsExtension(protocol);
            bool isOfIPv6 = isExtension && protocol != IPProtocol.Ah;
            if (!isOfIPv6 && protocol is not (IPProtocol.IcmpV6 or IPProtocol.NoNextHeader))
            {
                yield return PacketBuilder.Raw(s_ipv4, s_ipv4, protocol, ports).Single().Data;
            }

            if (protocol is not (IPProtocol.Icmp or IPProtocol.Igmp))
            {
                // AH counts its length in units of four bytes.
                byte[] header = isExtension ? [(byte)IPProtocol.Udp, 0, 0, 0, 0, 0, 0, 0] : [];
                yield return PacketBuilder.Raw(s_ipv6, s_ipv6, protocol, [.. header, .. ports]).Single().Data;
            }
        }
    }

    private static Gen<T> OneOf<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static byte[] Frame(byte[] tags, byte[] type, byte[] payload)
        => [.. new byte[12], .. tags, .. type, .. payload];

    private static PacketFilter Filter(string? protocols, string? sources, string? destinations, string? ports) => new()
    {
        Protocols = [.. Split(protocols).Select(PacketProtocol.Parse)],
        Sources = [.. Split(sources).Select(IPPrefix.Parse)],
        Destinations = [.. Split(destinations).Select(IPPrefix.Parse)],
        Ports = [.. Split(ports).Select(int.Parse)],
    };

    private static string[] Split(string? list) => list?.Split(", ") ?? [];
}
