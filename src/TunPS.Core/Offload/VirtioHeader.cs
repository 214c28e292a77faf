using System.Runtime.InteropServices;

namespace TunPS;

/// <summary>
/// struct virtio_net_hdr: what stands before each packet of a device with offload. All numbers are in host order, and
/// offsets count from the first byte behind the header: the IP header, or the Ethernet header of a TAP device.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VirtioHeader
{
    internal const int Size = 10;

    internal const byte VIRTIO_NET_HDR_F_NEEDS_CSUM = 1;
    internal const byte VIRTIO_NET_HDR_F_DATA_VALID = 2;
    internal const byte VIRTIO_NET_HDR_F_RSC_INFO = 4;

    internal const byte VIRTIO_NET_HDR_GSO_NONE = 0;
    internal const byte VIRTIO_NET_HDR_GSO_TCPV4 = 1;
    internal const byte VIRTIO_NET_HDR_GSO_UDP = 3;
    internal const byte VIRTIO_NET_HDR_GSO_TCPV6 = 4;
    internal const byte VIRTIO_NET_HDR_GSO_UDP_L4 = 5;
    internal const byte VIRTIO_NET_HDR_GSO_ECN = 0x80;

    /// <summary>Bits of VIRTIO_NET_HDR_F_*.</summary>
    internal byte Flags;

    /// <summary>One of VIRTIO_NET_HDR_GSO_*.</summary>
    internal byte GsoType;

    /// <summary>How long all headers are together. A hint, never to be relied on.</summary>
    internal ushort HeaderLength;

    /// <summary>How many bytes of payload each packet but the last is to have.</summary>
    internal ushort SegmentSize;

    /// <summary>Where what the checksum covers begins; it ends with the packet.</summary>
    internal ushort ChecksumStart;

    /// <summary>Where behind that start the checksum has its place, which holds the sum of the pseudo header.</summary>
    internal ushort ChecksumOffset;

    /// <summary>True when the checksum is still to be made.</summary>
    internal readonly bool NeedsChecksum => (Flags & VIRTIO_NET_HDR_F_NEEDS_CSUM) != 0;

    /// <summary>The header at the beginning of what was read.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    internal static VirtioHeader Read(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<VirtioHeader>(bytes);

    /// <summary>Writes the header to the beginning of what is to be written.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    internal readonly void Write(Span<byte> bytes) => MemoryMarshal.Write(bytes, in this);
}
