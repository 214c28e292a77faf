using System.Buffers.Binary;

namespace TunPS;

/// <summary>Packets of a batch that are written as one; or one packet alone, which others may still join.</summary>
internal struct MergedPacket
{
    // The kernel takes no more of them in one datagram (UDP_MAX_SEGMENTS).
    private const int MostDatagrams = 128;

    /// <summary>The first packet, by its place in the batch; its headers count.</summary>
    internal int Head;

    /// <summary>The last packet.</summary>
    internal int Tail;

    /// <summary>How many packets there are.</summary>
    internal int Count;

    /// <summary>The payload of all but the last of them.</summary>
    internal int SegmentSize;

    /// <summary>The payload of all together.</summary>
    internal int PayloadLength;

    /// <summary>True when the last of them has PSH, and so has to stay the last.</summary>
    internal bool IsPush;

    /// <summary>True when the checksums of all were found to be right.</summary>
    internal bool IsVerified;

    /// <summary>True when no other may join.</summary>
    internal bool IsClosed;

    /// <summary>The item before this one among those with a like hash; -1 for none.</summary>
    internal int Older;

    /// <summary>Whether a packet with the same headers fits behind the last one.</summary>
    internal readonly bool CanAppend(in MergeCandidate head, in MergeCandidate next, ReadOnlySpan<byte> batch)
        => !IsPush
            && PayloadLength == Count * SegmentSize
            && next.PayloadLength <= SegmentSize
            && HasRoom(next)
            && (next.IsTcp ? next.Sequence == head.Sequence + (uint)PayloadLength : Count < MostDatagrams)
            && head.IsFollowedBy(next, Count, batch);

    /// <summary>Whether a packet with the same headers fits in front of the first one. Only for TCP.</summary>
    internal readonly bool CanPrepend(in MergeCandidate head, in MergeCandidate previous, ReadOnlySpan<byte> batch)
        => previous.IsTcp
            && !previous.IsPush
            && previous.Sequence + (uint)previous.PayloadLength == head.Sequence
            && (previous.PayloadLength == SegmentSize || (previous.PayloadLength > SegmentSize && Count == 1))
            && HasRoom(previous)
            && previous.IsFollowedBy(head, 1, batch);

    /// <summary>Writes the virtio header and the headers of the whole.</summary>
    /// <returns>How long they are.</returns>
    internal readonly int WriteHeaders(in MergeCandidate head, ReadOnlySpan<byte> batch, Span<byte> destination)
    {
        VirtioHeader header = new()
        {
            Flags = VirtioHeader.VIRTIO_NET_HDR_F_NEEDS_CSUM,
            GsoType = !head.IsTcp ? VirtioHeader.VIRTIO_NET_HDR_GSO_UDP_L4
                : head.IsIPv6 ? VirtioHeader.VIRTIO_NET_HDR_GSO_TCPV6
                : VirtioHeader.VIRTIO_NET_HDR_GSO_TCPV4,
            HeaderLength = (ushort)head.HeaderLength,
            SegmentSize = (ushort)SegmentSize,
            ChecksumStart = (ushort)head.TransportOffset,
            ChecksumOffset = (ushort)(head.IsTcp ? 16 : 6),
        };
        header.Write(destination);

        Span<byte> headers = destination.Slice(VirtioHeader.Size, head.HeaderLength);
        batch.Slice(head.Offset, head.HeaderLength).CopyTo(headers);
        Span<byte> ip = headers[head.NetworkOffset..head.TransportOffset];
        Span<byte> transport = headers[head.TransportOffset..];
        int transportLength = transport.Length + PayloadLength;
        if (head.IsIPv6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)transportLength);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(ip.Length + transportLength));
            ip.Slice(10, sizeof(ushort)).Clear();
            BinaryPrimitives.WriteUInt16BigEndian(ip[10..], OnesComplement.Checksum(OnesComplement.Sum(ip)));
        }

        if (!head.IsTcp)
        {
            BinaryPrimitives.WriteUInt16BigEndian(transport[4..], (ushort)transportLength);
        }
        else if (IsPush)
        {
            transport[13] |= (byte)TcpFlags.Psh;
        }

        // The kernel, or a network card, goes on from here.
        ushort sum = OnesComplement.Folded(head.PseudoHeaderSum(batch, transportLength));
        BinaryPrimitives.WriteUInt16BigEndian(transport[header.ChecksumOffset..], sum);
        return VirtioHeader.Size + head.HeaderLength;
    }

    // An IP packet has no more than that, whatever the buffers would hold.
    private readonly bool HasRoom(in MergeCandidate other)
        => other.HeaderLength - other.NetworkOffset + PayloadLength + other.PayloadLength <= ushort.MaxValue;
}
