namespace TunPS;

/// <summary>How much is in a super-packet, by its headers alone.</summary>
internal static class SuperPacketSize
{
    private const int UdpHeaderLength = 8;
    private const int TcpDataOffset = 12;

    /// <summary>
    /// The packets in a super-packet, and their bytes together; one for a super-packet that cannot be split, which the
    /// kernel will not take. The length of the headers comes from where they are, because the virtio header's own number
    /// is a hint.
    /// </summary>
    internal static unsafe (int Count, long Bytes) Measure(in VirtioHeader header, byte* packet, int length)
    {
        int headers = header.ChecksumStart;
        if (header.GsoType == VirtioHeader.VIRTIO_NET_HDR_GSO_UDP_L4)
        {
            headers += UdpHeaderLength;
        }
        else if (headers + TcpDataOffset < length)
        {
            headers += (packet[headers + TcpDataOffset] >> 4) * 4;
        }

        int payload = length - headers;
        if (payload <= 0 || header.SegmentSize == 0 || !header.NeedsChecksum)
        {
            return (1, length);
        }

        int count = (payload + header.SegmentSize - 1) / header.SegmentSize;
        return (count, payload + ((long)count * headers));
    }
}
