using System.Net;

namespace TunPS.Testing;

/// <summary>Compares what we say of packets with what tshark says.</summary>
internal static class Agreement
{
    private const int MostShown = 40;

    /// <summary>Asserts that both say the same of every packet.</summary>
    internal static void Assert(IReadOnlyList<TunPacket> packets)
    {
        List<Tshark.Row> alone = Tshark.Read(packets);
        List<Tshark.Row> together = Tshark.Read(packets, defragment: true);
        Xunit.Assert.Equal(packets.Count, alone.Count);
        string[] differences = [.. packets.SelectMany((packet, i) =>
        {
            // Alone, tshark shows of a first fragment what it would carry; with the others, that it is a fragment.
            Tshark.Row info = packet.FragmentOffset == 0 ? together[i] : alone[i];
            return Differences(packet, alone[i], info.Info).Select(text => $"{i + 1}: {text}");
        }).DistinctBy(text => string.Join(' ', text.Split(' ').Skip(1).Take(12)))];
        Xunit.Assert.True(
            differences.Length == 0,
            $"{differences.Length} differences:\n{string.Join('\n', differences.Take(MostShown))}");
    }

    private static IEnumerable<string> Differences(TunPacket packet, Tshark.Row row, string info)
    {
        (string What, object? Ours, object? Theirs)[] pairs =
        [
            ("Info", Tshark.Normalize(packet.Info), Tshark.Normalize(info)),
            ("length", packet.OriginalLength, Tshark.Number(row["frame.len"])),
            .. Tshark.Normalize(packet.Info) == Tshark.Malformed ? [] : Addresses(packet, row),
            .. Tshark.Normalize(packet.Info) == Tshark.Malformed ? [] : Transport(packet, row),
        ];
        return pairs
            .Where(pair => !Equals(pair.Ours, pair.Theirs))
            .Select(pair => $"{pair.What} <{pair.Ours}>, tshark <{pair.Theirs}> {Convert.ToHexString(packet.Data)}");
    }

    private static (string, object?, object?)[] Addresses(TunPacket packet, Tshark.Row row)
    {
        // The first field may be that of a packet in this one.
        if (packet.Version is not int version)
        {
            return [];
        }

        string name = version == 4 ? "ip" : "ipv6";
        return
        [
            ("source", packet.Source, Address(row[$"{name}.src"])),
            ("destination", packet.Destination, Address(row[$"{name}.dst"])),
            ("hop limit", packet.HopLimit, Tshark.Number(row[version == 4 ? "ip.ttl" : "ipv6.hlim"])),
            ("VLAN", packet.VlanId, Tshark.Number(row["ieee8021ad.id"]) ?? Tshark.Number(row["vlan.id"])),
        ];
    }

    private static IPAddress? Address(string field) => field.Length == 0 ? null : IPAddress.Parse(field);

    private static (string, object?, object?)[] Transport(TunPacket packet, Tshark.Row row)
    {
        string? protocol = packet.Protocol switch
        {
            IPProtocol.Tcp => "tcp",
            IPProtocol.Udp => "udp",
            IPProtocol.Icmp => "icmp",
            IPProtocol.IcmpV6 => "icmpv6",
            IPProtocol.Igmp => "igmp",
            _ => null,
        };
        if (protocol is null || packet.FragmentOffset > 0)
        {
            return [];
        }

        int? flags = Tshark.Number(row["tcp.flags"]);
        bool isThere = row["frame.protocols"].Split(':').Contains(protocol);
        (string, object?, object?) same = ("protocol", protocol, isThere ? protocol : row["frame.protocols"]);
        return protocol is not ("tcp" or "udp") ? [same]
            :
            [
                same,
                ("source port", packet.SourcePort, Tshark.Number(row[$"{protocol}.srcport"])),
                ("destination port", packet.DestinationPort, Tshark.Number(row[$"{protocol}.dstport"])),
                ("flags", flags is null ? null : (int?)packet.TcpFlags, flags & 0x1FF),
            ];
    }
}
