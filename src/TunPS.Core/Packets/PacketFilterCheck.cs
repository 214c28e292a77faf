using System.Numerics;

namespace TunPS;

/// <summary>Finds what a filter asks for that no packet can have together.</summary>
internal static class PacketFilterCheck
{
    // Few first, so that nothing is blamed that has no part in it.
    private static readonly Fields[] s_choices =
        [.. Enumerable.Range(1, (int)Fields.All).Cast<Fields>().OrderBy(Count)];

    [Flags]
    private enum Fields
    {
        Protocols = 1,
        Sources = 2,
        Destinations = 4,
        Ports = 8,
        Layer = 16,
        All = 31,
    }

    internal static PacketFilterContradiction? Run(PacketFilter filter, TunLayer? layer)
    {
        foreach (Fields fields in s_choices)
        {
            if (KindsOf(filter, layer, fields) == PacketKinds.None)
            {
                return Tell(filter, layer, fields);
            }
        }

        return null;
    }

    private static int Count(Fields fields) => BitOperations.PopCount((uint)fields);

    /// <summary>The kinds of packets that have what the fields ask for.</summary>
    private static PacketKinds KindsOf(PacketFilter filter, TunLayer? layer, Fields fields)
    {
        PacketKinds kinds = PacketKinds.All;
        if (fields.HasFlag(Fields.Protocols))
        {
            kinds &= Any(filter.Protocols, KindsOf);
        }

        if (fields.HasFlag(Fields.Sources))
        {
            kinds &= Any(filter.Sources, KindsOf);
        }

        if (fields.HasFlag(Fields.Destinations))
        {
            kinds &= Any(filter.Destinations, KindsOf);
        }

        if (fields.HasFlag(Fields.Ports) && filter.Ports.Count > 0)
        {
            kinds &= PacketKinds.WithPorts;
        }

        return !fields.HasFlag(Fields.Layer) || layer is null ? kinds
            : kinds & (layer == TunLayer.Tap ? PacketKinds.Tap : PacketKinds.Tun);
    }

    private static PacketKinds Any<T>(IReadOnlyList<T> values, Func<T, PacketKinds> kindsOf)
        => values.Count == 0
            ? PacketKinds.All
            : values.Aggregate(PacketKinds.None, (kinds, value) => kinds | kindsOf(value));

    private static PacketKinds KindsOf(IPPrefix prefix) => prefix.AddressLength switch
    {
        4 => PacketKinds.IPv4,
        16 => PacketKinds.IPv6,
        _ => PacketKinds.None,
    };

    private static PacketKinds KindsOf(PacketProtocol protocol) => protocol switch
    {
        { EtherType: EtherType.IPv4 } => PacketKinds.IPv4,
        { EtherType: EtherType.IPv6 } => PacketKinds.IPv6,

        // Behind a tag there may be anything.
        { EtherType: EtherType type } when EthernetFrame.IsTag(type) => PacketKinds.Tap,
        { EtherType: not null } => PacketKinds.Tap & PacketKinds.Other,
        { IPProtocol: IPProtocol number } => KindsOf(number),
        _ => PacketKinds.None,
    };

    private static PacketKinds KindsOf(IPProtocol number) => number switch
    {
        // A later fragment of them shows no ports.
        IPProtocol.Tcp or IPProtocol.Udp => PacketKinds.IP,

        // In IPv6 this is an extension header, with what is authenticated behind it.
        IPProtocol.Ah => PacketKinds.IPv6 | (PacketKinds.IPv4 & ~PacketKinds.WithPorts),
        _ when IPHeader.IsExtension(number) => PacketKinds.IPv6,
        IPProtocol.Icmp or IPProtocol.Igmp => PacketKinds.IPv4 & ~PacketKinds.WithPorts,
        IPProtocol.IcmpV6 or IPProtocol.NoNextHeader => PacketKinds.IPv6 & ~PacketKinds.WithPorts,
        _ => PacketKinds.IP & ~PacketKinds.WithPorts,
    };

    private static PacketFilterContradiction Tell(PacketFilter filter, TunLayer? layer, Fields fields)
    {
        PacketFilter part = new()
        {
            Protocols = fields.HasFlag(Fields.Protocols) ? filter.Protocols : [],
            Sources = fields.HasFlag(Fields.Sources) ? filter.Sources : [],
            Destinations = fields.HasFlag(Fields.Destinations) ? filter.Destinations : [],
            Ports = fields.HasFlag(Fields.Ports) ? filter.Ports : [],
        };
        string device = fields.HasFlag(Fields.Layer) ? $" on a {layer!.Value.ToText()} device" : string.Empty;
        (string reason, string remedy) = Explain(fields, KindsOf(part, null, fields & ~Fields.Protocols));
        return new PacketFilterContradiction($"There is no packet {part}{device}: {reason}.", remedy);
    }

    /// <summary>Why it does not go together, and what to do.</summary>
    /// <param name="fields">What does not.</param>
    /// <param name="kinds">What goes with all of it but the protocols.</param>
    private static (string Reason, string Remedy) Explain(Fields fields, PacketKinds kinds)
    {
        (string version, string protocol) = kinds switch
        {
            PacketKinds.IPv4 => ("IPv4", "Icmp"),
            PacketKinds.IPv6 => ("IPv6", "IcmpV6"),
            _ => ("IP", "Tcp"),
        };
        return fields switch
        {
            Fields.Protocols | Fields.Ports => (
                "only those of Tcp and Udp have ports", "Leave out the port, or ask for Tcp or Udp."),
            Fields.Protocols | Fields.Sources or Fields.Protocols | Fields.Destinations => (
                $"only a protocol of {version} goes with such an address",
                $"Leave out the address, or ask for a protocol of {version}, such as {protocol}."),
            Fields.Sources | Fields.Destinations => (
                "both ends of a packet are of the same version of IP", "Give two addresses of IPv4, or two of IPv6."),
            Fields.Protocols | Fields.Layer => (
                "it has IP packets, and only the frames of a TAP device have that",
                "Use a TAP device, or ask for IPv4, IPv6 or a protocol that they carry."),
            _ when Count(fields) == 1 => ("what is empty matches none", "Give a value."),
            _ => ("some of that goes together, but not all", "Leave out one of them."),
        };
    }
}
