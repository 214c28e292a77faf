using System.Buffers.Binary;

namespace TunPS;

/// <summary>
/// Where the parts of a packet in a batch are, and whether it may be merged with others: TCP with nothing but data, or
/// UDP, right behind an IP header without options or extension headers, and no fragment.
/// </summary>
internal readonly struct MergeCandidate
{
    /// <summary>Ethernet with two VLAN tags, IPv6, and TCP with all options that it can have.</summary>
    internal const int LongestHeader = LongestLinkHeader + IPHeader.IPv6Length + LongestTcpHeader;

    private const int LongestLinkHeader = 14 + (2 * 4);
    private const int LongestTcpHeader = 60;
    private const int UdpHeaderLength = 8;
    private const byte IPv4WithoutOptions = 0x45;
    private const int FragmentBits = 0x3FFF;
    private const TcpFlags Push = TcpFlags.Ack | TcpFlags.Psh;

    /// <summary>Where in the batch the packet begins.</summary>
    internal int Offset { get; private init; }

    /// <summary>How many bytes it has.</summary>
    internal int Length { get; private init; }

    /// <summary>False when the packet has to stay as it is; then only the places above are there.</summary>
    internal bool IsMergeable { get; private init; }

    /// <summary>True when it is known to be TCP, also when it is not to be merged.</summary>
    internal bool IsTcp { get; private init; }

    /// <summary>True for a segment that its receiver shall hand on at once.</summary>
    internal bool IsPush { get; private init; }

    /// <summary>Where in the packet the IP header begins.</summary>
    internal int NetworkOffset { get; private init; }

    /// <summary>Where in the packet the TCP or UDP header begins.</summary>
    internal int TransportOffset { get; private init; }

    /// <summary>How long all headers are together.</summary>
    internal int HeaderLength { get; private init; }

    /// <summary>The sequence number of TCP.</summary>
    internal uint Sequence { get; private init; }

    /// <summary>The same for all packets of a flow.</summary>
    internal int Hash { get; private init; }

    internal int PayloadLength => Length - HeaderLength;

    internal bool IsIPv6 => TransportOffset - NetworkOffset == IPHeader.IPv6Length;

    /// <summary>Finds the parts of a packet; never fails, whatever the bytes.</summary>
    internal static MergeCandidate Read(ReadOnlySpan<byte> packet, int offset, TunLayer layer, bool takesUdp)
    {
        MergeCandidate alone = new() { Offset = offset, Length = packet.Length };
        int network = 0;
        if (layer == TunLayer.Tap)
        {
            EthernetFrame frame = EthernetFrame.Read(packet);
            network = frame.PayloadOffset;
            int version = network < packet.Length ? packet[network] >> 4 : 0;
            if (network > LongestLinkHeader
                || !(frame.Type == EtherType.IPv4 && version == 4)
                    && !(frame.Type == EtherType.IPv6 && version == 6))
            {
                return alone;
            }
        }

        ReadOnlySpan<byte> ip = packet[network..];
        int transport = 0;
        IPProtocol protocol = default;
        if (ip.Length >= IPHeader.IPv4Length + UdpHeaderLength && ip[0] == IPv4WithoutOptions)
        {
            bool isWhole = BinaryPrimitives.ReadUInt16BigEndian(ip[2..]) == ip.Length
                && (BinaryPrimitives.ReadUInt16BigEndian(ip[6..]) & FragmentBits) == 0;
            transport = isWhole ? IPHeader.IPv4Length : 0;
            protocol = (IPProtocol)ip[9];
        }
        else if (ip.Length >= IPHeader.IPv6Length + UdpHeaderLength && ip[0] >> 4 == 6)
        {
            bool isWhole = BinaryPrimitives.ReadUInt16BigEndian(ip[4..]) == ip.Length - IPHeader.IPv6Length;
            transport = isWhole ? IPHeader.IPv6Length : 0;
            protocol = (IPProtocol)ip[6];
        }

        int headerLength = transport == 0 ? 0 : protocol switch
        {
            IPProtocol.Tcp => DataOffset(ip[transport..]),
            IPProtocol.Udp when takesUdp => UdpDataOffset(ip[transport..]),
            _ => 0,
        };
        alone = alone with { IsTcp = protocol == IPProtocol.Tcp };
        return headerLength == 0 ? alone : alone with
        {
            IsMergeable = true,
            IsPush = alone.IsTcp && (TcpFlags)ip[transport + 13] == Push,
            NetworkOffset = network,
            TransportOffset = network + transport,
            HeaderLength = network + transport + headerLength,
            Sequence = BinaryPrimitives.ReadUInt32BigEndian(ip[(transport + 4)..]),
            Hash = HashOf(ip, transport, alone.IsTcp),
        };
    }

    /// <summary>
    /// Whether two packets are of one flow. Their link headers, addresses and ports are the same, and for TCP what they
    /// acknowledge.
    /// </summary>
    internal bool IsSameFlow(in MergeCandidate other, ReadOnlySpan<byte> batch)
    {
        if (TransportOffset != other.TransportOffset || NetworkOffset != other.NetworkOffset || IsTcp != other.IsTcp)
        {
            return false;
        }

        ReadOnlySpan<byte> ours = batch.Slice(Offset, HeaderLength);
        ReadOnlySpan<byte> theirs = batch.Slice(other.Offset, other.HeaderLength);
        int addresses = NetworkOffset + (IsIPv6 ? 8 : 12);
        return ours[addresses..(TransportOffset + 4)].SequenceEqual(theirs[addresses..(TransportOffset + 4)])
            && ours[..NetworkOffset].SequenceEqual(theirs[..NetworkOffset])
            && (!IsTcp || Same(ours, theirs, TransportOffset + 8, 4));
    }

    /// <summary>
    /// Whether a packet of the same flow has the same headers as far as no splitting could give them back: all but
    /// lengths, checksums, sequence numbers, PSH, and the identification.
    /// </summary>
    internal bool HasSameHeaders(in MergeCandidate other, ReadOnlySpan<byte> batch)
    {
        if (HeaderLength != other.HeaderLength)
        {
            return false;
        }

        ReadOnlySpan<byte> ours = batch.Slice(Offset, HeaderLength);
        ReadOnlySpan<byte> theirs = batch.Slice(other.Offset, other.HeaderLength);

        // Traffic class and flow label, hop limit; or type of service, the bits about fragments, and TTL.
        bool isSame = IsIPv6
            ? Same(ours, theirs, NetworkOffset, 4) && ours[NetworkOffset + 7] == theirs[NetworkOffset + 7]
            : ours[NetworkOffset + 1] == theirs[NetworkOffset + 1] && Same(ours, theirs, NetworkOffset + 6, 3);

        // The window, the urgent pointer behind the checksum, and the options.
        return isSame && (!IsTcp || (Same(ours, theirs, TransportOffset + 14, 2)
            && ours[(TransportOffset + 18)..].SequenceEqual(theirs[(TransportOffset + 18)..])));
    }

    /// <summary>
    /// Whether a packet so many places further on in the same flow has the identification that splitting would give it.
    /// Where IPv4 may not fragment, and in IPv6, there is none that means anything (RFC 6864).
    /// </summary>
    internal bool IsFollowedBy(in MergeCandidate other, int places, ReadOnlySpan<byte> batch)
        => IsIPv6
            || (batch[Offset + NetworkOffset + 6] & 0x40) != 0
            || (ushort)(Identification(batch) + places) == other.Identification(batch);

    /// <summary>Whether the checksums are right. A packet without one has none that is.</summary>
    internal bool HasRightChecksums(ReadOnlySpan<byte> batch)
    {
        ReadOnlySpan<byte> packet = batch.Slice(Offset, Length);
        ReadOnlySpan<byte> ip = packet[NetworkOffset..];
        ReadOnlySpan<byte> transport = packet[TransportOffset..];
        if ((!IsTcp && BinaryPrimitives.ReadUInt16BigEndian(transport[6..]) == 0)
            || (!IsIPv6 && OnesComplement.Checksum(OnesComplement.Sum(ip[..IPHeader.IPv4Length])) != 0))
        {
            return false;
        }

        ulong sum = PseudoHeaderSum(batch, transport.Length) + OnesComplement.Sum(transport);
        return OnesComplement.Checksum(sum) == 0;
    }

    /// <summary>The sum of what is covered besides a transport header and payload of that length.</summary>
    internal ulong PseudoHeaderSum(ReadOnlySpan<byte> batch, int length)
    {
        ReadOnlySpan<byte> packet = batch.Slice(Offset, Length);
        return OnesComplement.Sum(packet[(NetworkOffset + (IsIPv6 ? 8 : 12))..TransportOffset])
            + OnesComplement.Of((int)(IsTcp ? IPProtocol.Tcp : IPProtocol.Udp))
            + OnesComplement.Of(length);
    }

    private ushort Identification(ReadOnlySpan<byte> batch)
        => BinaryPrimitives.ReadUInt16BigEndian(batch[(Offset + NetworkOffset + 4)..]);

    // 0 for a segment that has anything but data in it, or none.
    private static int DataOffset(ReadOnlySpan<byte> segment)
    {
        if (segment.Length <= TcpInfo.HeaderLength)
        {
            return 0;
        }

        int length = (segment[12] >> 4) * 4;
        int flags = BinaryPrimitives.ReadUInt16BigEndian(segment[12..]) & 0xFFF;
        return length >= TcpInfo.HeaderLength && length < segment.Length && (TcpFlags)flags is TcpFlags.Ack or Push
            ? length
            : 0;
    }

    private static int UdpDataOffset(ReadOnlySpan<byte> datagram)
        => datagram.Length > UdpHeaderLength && BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]) == datagram.Length
            ? UdpHeaderLength
            : 0;

    private static bool Same(ReadOnlySpan<byte> ours, ReadOnlySpan<byte> theirs, int offset, int length)
        => ours.Slice(offset, length).SequenceEqual(theirs.Slice(offset, length));

    private static int HashOf(ReadOnlySpan<byte> ip, int transport, bool isTcp)
    {
        uint ports = BinaryPrimitives.ReadUInt32LittleEndian(ip[transport..]);
        uint acknowledgment = isTcp ? BinaryPrimitives.ReadUInt32LittleEndian(ip[(transport + 8)..]) : 0;
        return transport == IPHeader.IPv4Length
            ? HashCode.Combine(BinaryPrimitives.ReadUInt64LittleEndian(ip[12..]), ports, acknowledgment)
            : HashCode.Combine(
                BinaryPrimitives.ReadUInt64LittleEndian(ip[8..]),
                BinaryPrimitives.ReadUInt64LittleEndian(ip[16..]),
                BinaryPrimitives.ReadUInt64LittleEndian(ip[24..]),
                BinaryPrimitives.ReadUInt64LittleEndian(ip[32..]),
                ports,
                acknowledgment);
    }
}
