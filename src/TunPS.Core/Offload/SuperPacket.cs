using System.Buffers.Binary;

namespace TunPS;

/// <summary>Where the parts of a super-packet are, once all that its headers say was checked.</summary>
internal readonly struct SuperPacket
{
    private const int UdpHeaderLength = 8;

    /// <summary>Where the IP header begins.</summary>
    internal int NetworkOffset { get; private init; }

    /// <summary>Where the TCP or UDP header begins.</summary>
    internal int TransportOffset { get; private init; }

    /// <summary>How long all headers are together.</summary>
    internal int HeaderLength { get; private init; }

    /// <summary>How much payload each segment but the last has.</summary>
    internal int SegmentSize { get; private init; }

    /// <summary>TCP, or else UDP.</summary>
    internal bool IsTcp { get; private init; }

    /// <summary>The sum of the addresses and the protocol; what is missing is the length.</summary>
    internal ulong PseudoHeaderSum { get; private init; }

    /// <summary>Where in the transport header the checksum is.</summary>
    internal int ChecksumOffset => IsTcp ? 16 : 6;

    /// <summary>
    /// Checks a super-packet, and clears its checksums so that they do not count in the new ones. The header length
    /// of the virtio header is not looked at; senders have lied about it.
    /// </summary>
    /// <returns>null, or what is wrong.</returns>
    internal static string? Read(in VirtioHeader header, Span<byte> packet, TunLayer layer, out SuperPacket result)
    {
        result = default;
        (int version, IPProtocol protocol) = header.GsoType switch
        {
            VirtioHeader.VIRTIO_NET_HDR_GSO_TCPV4 => (4, IPProtocol.Tcp),
            VirtioHeader.VIRTIO_NET_HDR_GSO_TCPV6 => (6, IPProtocol.Tcp),
            VirtioHeader.VIRTIO_NET_HDR_GSO_UDP_L4 => (0, IPProtocol.Udp),
            _ => default,
        };
        if (protocol == default || header.SegmentSize == 0)
        {
            return protocol == default
                ? $"The kind of the super-packet, {header.GsoType}, is not one that can be split."
                : "The size of the segments is 0.";
        }

        int network = 0;
        if (layer == TunLayer.Tap)
        {
            EthernetFrame frame = EthernetFrame.Read(packet);
            if (frame.Type is not (EtherType.IPv4 or EtherType.IPv6))
            {
                return "The frame carries no IP packet.";
            }

            network = frame.PayloadOffset;
            version = version != 0 ? version : frame.Type == EtherType.IPv4 ? 4 : 6;
        }

        string? problem = ReadIP(packet[network..], version, protocol, out IPHeader ip);
        if (problem is not null)
        {
            return problem;
        }

        bool isTcp = protocol == IPProtocol.Tcp;
        int transport = network + ip.PayloadOffset;
        int minimum = transport + (isTcp ? TcpInfo.HeaderLength : UdpHeaderLength);
        if (minimum > packet.Length)
        {
            return $"The {protocol} header would end at {minimum}, in a packet of {Quantity.Of(packet.Length, "byte")}.";
        }

        int end = isTcp ? transport + ((packet[transport + 12] >> 4) * 4) : minimum;
        if (end < minimum || end > packet.Length)
        {
            return $"The TCP header says that it has {end - transport} bytes.";
        }

        SuperPacket read = new()
        {
            NetworkOffset = network,
            TransportOffset = transport,
            HeaderLength = end,
            SegmentSize = header.SegmentSize,
            IsTcp = isTcp,
        };
        problem = read.CheckFields(header, packet);
        if (problem is not null)
        {
            return problem;
        }

        if (!PseudoHeader.TrySum(packet[network..], ip.PayloadOffset, protocol, out ulong sum))
        {
            return "The routing header does not tell where the packet goes in the end.";
        }

        result = read with { PseudoHeaderSum = sum };
        packet.Slice(transport + read.ChecksumOffset, sizeof(ushort)).Clear();
        if (ip.Version == 4)
        {
            packet.Slice(network + 10, sizeof(ushort)).Clear();
        }

        return null;
    }

    // Says 0 for the version when either will do. The length field is that of the whole super-packet, or 0 when it has
    // no room for that.
    private static string? ReadIP(Span<byte> packet, int version, IPProtocol protocol, out IPHeader header)
    {
        header = default;
        int real = IPHeader.VersionOf(packet);
        if (real == 0 || (version != 0 && real != version))
        {
            return real == 0
                ? "The packet has no whole IP header."
                : $"The packet is one of IPv{real}, and said to be one of IPv{version}.";
        }

        Span<byte> field = real == 4 ? packet[2..4] : packet[4..6];
        int said = BinaryPrimitives.ReadUInt16BigEndian(field);
        int length = real == 4 ? packet.Length : packet.Length - IPHeader.IPv6Length;
        if (said != 0 && said != length)
        {
            return $"The length in the IP header is {said}, and {length} bytes are there.";
        }

        // The extension headers are only looked for inside of that length, and the segments get their own.
        BinaryPrimitives.WriteUInt16BigEndian(field, (ushort)Math.Min(length, ushort.MaxValue));
        header = IPHeader.Read(packet);
        return header.Problem != IPProblem.None ? "The IP header has a length that cannot be right."
            : header.FragmentOffset is not null ? "The packet is a fragment, which cannot be split."
            : header.Protocol != protocol ? $"The packet carries {header.Protocol}, and is said to carry {protocol}."
            : null;
    }

    private string? CheckFields(in VirtioHeader header, ReadOnlySpan<byte> packet)
    {
        // A packet whose checksum needs not be made may have none of these.
        if (header.NeedsChecksum && header.ChecksumStart != TransportOffset)
        {
            return $"The checksum is said to begin at {header.ChecksumStart}, and the transport header is at "
                + $"{TransportOffset}.";
        }

        if (header.NeedsChecksum && header.ChecksumOffset != ChecksumOffset)
        {
            return $"The checksum is said to be {header.ChecksumOffset} bytes into the transport header, and not "
                + $"{ChecksumOffset}.";
        }

        int longest = Math.Min(packet.Length, HeaderLength + SegmentSize) - NetworkOffset;
        int maximum = packet[NetworkOffset] >> 4 == 4 ? ushort.MaxValue : ushort.MaxValue + IPHeader.IPv6Length;
        return longest > maximum ? $"A segment would have {longest} bytes, more than an IP packet may have." : null;
    }
}
