using System.Buffers.Binary;

namespace TunPS;

/// <summary>
/// Chooses packets by their bytes, before anything is made of them. A packet matches when each field that is asked for has
/// one of the values asked for; what it does not have matches none.
/// </summary>
public sealed class PacketFilter
{
    private const int SourcePortOffset = 0;
    private const int DestinationPortOffset = 2;
    private const int PortsLength = 4;

    private readonly PacketProtocol[] _protocols = [];
    private readonly IPPrefix[] _sources = [];
    private readonly IPPrefix[] _destinations = [];
    private readonly ushort[] _ports = [];

    /// <summary>What the packet is or carries, or an extension header that it has. Empty: anything.</summary>
    public IReadOnlyList<PacketProtocol> Protocols
    {
        get => _protocols;
        init => _protocols = [.. value];
    }

    /// <summary>Where it comes from. Empty: anywhere.</summary>
    public IReadOnlyList<IPPrefix> Sources
    {
        get => _sources;
        init => _sources = [.. value];
    }

    /// <summary>Where it goes to. Empty: anywhere.</summary>
    public IReadOnlyList<IPPrefix> Destinations
    {
        get => _destinations;
        init => _destinations = [.. value];
    }

    /// <summary>The TCP or UDP port at either end. Empty: any. Only the first fragment of a packet has ports.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is none of 0..65535.</exception>
    public IReadOnlyList<int> Ports
    {
        get => [.. _ports.Select(port => (int)port)];
        init => _ports = [.. value.Select(CheckPort)];
    }

    /// <summary>True when nothing is asked for, so that every packet matches.</summary>
    public bool IsEmpty => _protocols.Length + _sources.Length + _destinations.Length + _ports.Length == 0;

    /// <summary>Whether a packet matches. Takes any bytes, never throws, and makes no objects.</summary>
    public bool Matches(ReadOnlySpan<byte> packet, TunLayer layer)
    {
        EtherType? etherType = null;
        ReadOnlySpan<byte> datagram = packet;
        if (layer == TunLayer.Tap)
        {
            EthernetFrame frame = EthernetFrame.Read(packet);
            etherType = frame.Type;
            datagram = etherType is EtherType.IPv4 or EtherType.IPv6 ? packet[frame.PayloadOffset..] : default;
        }

        IPHeader header = IPHeader.Read(datagram);
        if (layer == TunLayer.Tun)
        {
            etherType = header.Version switch
            {
                4 => EtherType.IPv4,
                6 => EtherType.IPv6,
                _ => null,
            };
        }

        return MatchesProtocol(etherType, header, layer == TunLayer.Tap ? packet : default)
            && MatchesAddress(_sources, IPHeader.Source(datagram))
            && MatchesAddress(_destinations, IPHeader.Destination(datagram))
            && MatchesPort(header, datagram);
    }

    /// <summary>
    /// What is asked for that no packet can have together, as a port of ICMP; null when there may be such a packet.
    /// What contradicts itself is not thought of, such as a packet of IPv6 that claims to carry the ICMP of IPv4.
    /// </summary>
    /// <param name="layer">Where the packets come from; null when that may be either.</param>
    public PacketFilterContradiction? FindContradiction(TunLayer? layer = null)
        => PacketFilterCheck.Run(this, layer);

    /// <summary>
    /// What is asked for, as it goes on after "a packet": of protocol Udp with port 53. Nothing when that is nothing.
    /// </summary>
    public override string ToString()
        => string.Join(' ', new[]
        {
            Words("of protocol", _protocols),
            Words("from", _sources),
            Words("to", _destinations),
            Words("with port", _ports),
        }.Where(words => words.Length > 0));

    private static string Words<T>(string before, T[] values)
        => values.Length > 0 ? $"{before} {string.Join(" or ", values)}" : string.Empty;

    private static ushort CheckPort(int port)
        => port is >= ushort.MinValue and <= ushort.MaxValue
            ? (ushort)port
            : throw new ArgumentOutOfRangeException(nameof(port), port, "Ports are 0 to 65535.");

    private static bool MatchesAddress(IPPrefix[] wanted, ReadOnlySpan<byte> address)
    {
        foreach (IPPrefix prefix in wanted)
        {
            if (prefix.Contains(address))
            {
                return true;
            }
        }

        return wanted.Length == 0;
    }

    private bool MatchesProtocol(EtherType? etherType, in IPHeader header, ReadOnlySpan<byte> frame)
    {
        foreach (PacketProtocol protocol in _protocols)
        {
            if (protocol.EtherType is EtherType wanted
                ? wanted == etherType || EthernetFrame.HasTag(frame, wanted)
                : protocol.IPProtocol is IPProtocol number && header.Has(number))
            {
                return true;
            }
        }

        return _protocols.Length == 0;
    }

    private bool MatchesPort(in IPHeader header, ReadOnlySpan<byte> datagram)
    {
        if (_ports.Length == 0)
        {
            return true;
        }

        ReadOnlySpan<byte> segment = header.HasTransportHeader && header.Protocol is IPProtocol.Tcp or IPProtocol.Udp
            ? header.Payload(datagram)
            : default;
        return segment.Length >= PortsLength
            && (_ports.AsSpan().Contains(BinaryPrimitives.ReadUInt16BigEndian(segment[SourcePortOffset..]))
                || _ports.AsSpan().Contains(BinaryPrimitives.ReadUInt16BigEndian(segment[DestinationPortOffset..])));
    }
}
