using System.Buffers.Binary;

namespace TunPS;

/// <summary>Sets the checksums of packets.</summary>
public static class Checksums
{
    private const int IPv4HeaderLength = 20;
    private const int TotalLengthOffset = 2;
    private const int HeaderChecksumOffset = 10;
    private const int PayloadLengthOffset = 4;
    private const int NextHeaderOffset = 6;
    private const int IPv6HeaderLength = 40;
    private const int UdpLengthOffset = 4;
    private const int UdpHeaderLength = 8;
    private const int UdpChecksumOffset = 6;

    /// <summary>
    /// Sets the checksums of the IPv4 header, of TCP, UDP, ICMP, ICMPv6 and IGMP where they are, also behind Ethernet
    /// and VLAN headers, IPv4 options, IPv6 extension headers, and in IP packets that IP packets carry. A length field
    /// of IPv4, IPv6 or UDP that is 0 is filled in, with all bytes that are there; any other length is taken at its
    /// word, and so bytes behind the end of the packet stay out. Never throws, whatever the bytes.
    /// </summary>
    /// <param name="packet">The IP packet or Ethernet frame, changed in place.</param>
    /// <param name="layer">Which of the two it is.</param>
    /// <returns>Whether all could be completed, or else why not; what cannot be is left as it is.</returns>
    public static ChecksumStatus Complete(Span<byte> packet, TunLayer layer)
    {
        if (layer == TunLayer.Tap)
        {
            EthernetFrame frame = EthernetFrame.Read(packet);
            if (frame.Type is not (EtherType.IPv4 or EtherType.IPv6))
            {
                return frame.Type is null ? ChecksumStatus.CutOff : ChecksumStatus.NoChecksum;
            }

            packet = packet[frame.PayloadOffset..];
        }

        // The checksum of a packet that carries another one does not cover it: from the outside in, one by one.
        ChecksumStatus status;
        do
        {
            status = CompleteOne(ref packet);
        }
        while (!packet.IsEmpty);
        return status;
    }

    // Leaves the packet that is carried by this one, or none.
    private static ChecksumStatus CompleteOne(ref Span<byte> packet)
    {
        FillInLength(packet);
        IPHeader header = IPHeader.Read(packet);
        Span<byte> whole = packet;
        packet = default;
        if (header.Version == 4 && header.PayloadOffset <= whole.Length && (whole[0] & 0xF) >= 5)
        {
            Span<byte> headerBytes = whole[..header.PayloadOffset];
            Set(headerBytes[HeaderChecksumOffset..], 0, headerBytes);
        }

        if (header.Problem != IPProblem.None)
        {
            return ChecksumStatus.CutOff;
        }

        if (header.FragmentOffset is not null)
        {
            return ChecksumStatus.Fragment;
        }

        // A header whose option field reaches behind the total length was a problem above: the end is never before.
        Span<byte> payload = whole[header.PayloadOffset..header.End];
        if (header.Protocol is IPProtocol.IPv4 or IPProtocol.IPv6)
        {
            packet = payload;
            return payload.IsEmpty ? ChecksumStatus.CutOff : ChecksumStatus.Complete;
        }

        return CompletePayload(header, whole, payload);
    }

    private static void FillInLength(Span<byte> packet)
    {
        int version = packet.IsEmpty ? 0 : packet[0] >> 4;
        if (version == 4
            && packet.Length is >= IPv4HeaderLength and <= ushort.MaxValue
            && packet[TotalLengthOffset..].StartsWith(Zero))
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[TotalLengthOffset..], (ushort)packet.Length);
        }

        // Without next header a length of 0 is right, and with hop-by-hop options the length may be in one of them.
        if (version == 6
            && packet.Length is >= IPv6HeaderLength and <= IPv6HeaderLength + ushort.MaxValue
            && packet[PayloadLengthOffset..].StartsWith(Zero)
            && (IPProtocol)packet[NextHeaderOffset] is not (IPProtocol.NoNextHeader or IPProtocol.HopByHop))
        {
            BinaryPrimitives.WriteUInt16BigEndian(
                packet[PayloadLengthOffset..], (ushort)(packet.Length - IPv6HeaderLength));
        }
    }

    private static ReadOnlySpan<byte> Zero => [0, 0];

    private static ChecksumStatus CompletePayload(in IPHeader header, ReadOnlySpan<byte> packet, Span<byte> payload)
    {
        (int checksumOffset, int minimum, bool hasPseudoHeader) = header.Protocol switch
        {
            IPProtocol.Tcp => (16, 20, true),
            IPProtocol.Udp => (UdpChecksumOffset, UdpHeaderLength, true),
            IPProtocol.IcmpV6 when header.Version == 6 => (2, 4, true),
            IPProtocol.Icmp => (2, 4, false),
            IPProtocol.Igmp => (2, 8, false),
            _ => default,
        };
        if (minimum == 0)
        {
            return ChecksumStatus.NoChecksum;
        }

        if (payload.Length < minimum || (header.Protocol == IPProtocol.Udp && !TryTrimToUdpLength(ref payload)))
        {
            return ChecksumStatus.CutOff;
        }

        ulong seed = 0;
        if (hasPseudoHeader)
        {
            ReadOnlySpan<byte> addresses = header.Version == 4 ? packet[12..20] : packet[8..40];
            ReadOnlySpan<byte> destination = addresses[(addresses.Length / 2)..];
            if (header.Version == 6
                && !RoutingHeader.TryFindFinalDestination(packet, header.PayloadOffset, ref destination))
            {
                return ChecksumStatus.NoChecksum;
            }

            seed = OnesComplement.Sum(addresses[..(addresses.Length / 2)])
                + OnesComplement.Sum(destination)
                + OnesComplement.Of(payload.Length)
                + OnesComplement.Of((int)header.Protocol);
        }

        Span<byte> field = payload[checksumOffset..];
        Set(field, seed, payload);

        // For UDP a checksum of 0 says that there is none; the other zero of one's complement is as right.
        if (header.Protocol == IPProtocol.Udp && field.StartsWith(Zero))
        {
            BinaryPrimitives.WriteUInt16BigEndian(field, ushort.MaxValue);
        }

        return ChecksumStatus.Complete;
    }

    private static bool TryTrimToUdpLength(ref Span<byte> datagram)
    {
        if (datagram[UdpLengthOffset..].StartsWith(Zero))
        {
            BinaryPrimitives.WriteUInt16BigEndian(datagram[UdpLengthOffset..], (ushort)datagram.Length);
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[UdpLengthOffset..]);
        if (length < UdpHeaderLength || length > datagram.Length)
        {
            return false;
        }

        datagram = datagram[..length];
        return true;
    }

    private static void Set(Span<byte> field, ulong seed, ReadOnlySpan<byte> covered)
    {
        field[..sizeof(ushort)].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(field, OnesComplement.Checksum(seed + OnesComplement.Sum(covered)));
    }
}
