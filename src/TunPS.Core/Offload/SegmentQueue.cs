using System.Buffers.Binary;

namespace TunPS;

/// <summary>
/// The packet that was last read from a device with offload and not yet handed on whole: a super-packet, which the
/// kernel leaves to us to split, or an ordinary one. Segments are made when they are asked for, one at a time, so that
/// it does not matter how many they are. Not for two threads at once.
/// </summary>
internal sealed class SegmentQueue
{
    /// <summary>More than the longest packet: 65535 bytes behind an IPv6, an Ethernet header and VLAN tags.</summary>
    internal const int MaximumLength = 0x10000 + 128;

    private const int UdpChecksumOffset = 6;

    private readonly byte[] _packet = GC.AllocateUninitializedArray<byte>(MaximumLength);

    private byte[]? _cut;
    private SuperPacket _layout;
    private bool _isSuper;
    private int _length;
    private int _offset;
    private int _index;

    /// <summary>True when nothing was loaded or all of it was taken.</summary>
    internal bool IsEmpty { get; private set; } = true;

    /// <summary>How long the next packet is; 0 when there is none.</summary>
    internal int NextLength => IsEmpty ? 0 : _isSuper ? _layout.HeaderLength + PayloadLength : _length;

    private int PayloadLength => Math.Min(_layout.SegmentSize, _length - _offset);

    /// <summary>Takes a copy of what was read, in place of anything that is still there.</summary>
    /// <param name="header">The header that the kernel gave with the packet.</param>
    /// <param name="packet">The packet behind that header.</param>
    /// <param name="layer">What the device carries.</param>
    /// <returns>null when it is sound; else what is wrong with it, and then nothing is there.</returns>
    internal string? Load(in VirtioHeader header, ReadOnlySpan<byte> packet, TunLayer layer)
    {
        IsEmpty = true;
        if (packet.IsEmpty || packet.Length > MaximumLength)
        {
            return packet.IsEmpty
                ? "There is no packet behind the virtio header."
                : $"The packet has {packet.Length} bytes, more than any may have.";
        }

        packet.CopyTo(_packet);
        Span<byte> copy = _packet.AsSpan(0, packet.Length);
        _isSuper = header.GsoType != VirtioHeader.VIRTIO_NET_HDR_GSO_NONE;
        string? problem = _isSuper ? SuperPacket.Read(header, copy, layer, out _layout) : Complete(header, copy);
        IsEmpty = problem is not null;
        _length = packet.Length;
        _offset = _layout.HeaderLength;
        _index = 0;
        return problem;
    }

    /// <summary>Writes the next packet. What the destination has no room for is lost, as in read(2).</summary>
    /// <returns>How many bytes were written; 0 when there is no packet.</returns>
    internal int Next(Span<byte> destination)
    {
        int length = NextLength;
        if (destination.Length < length)
        {
            _cut ??= new byte[MaximumLength];
            _ = Next(_cut);
            _cut.AsSpan(0, destination.Length).CopyTo(destination);
            return destination.Length;
        }

        if (_isSuper && !IsEmpty)
        {
            WriteSegment(destination[..length]);
            return length;
        }

        _packet.AsSpan(0, length).CopyTo(destination);
        IsEmpty = true;
        return length;
    }

    /// <summary>Makes the checksum of an ordinary packet, in place, where the kernel has left that to us.</summary>
    /// <returns>null, or what is wrong with the header; the packet is then as it was.</returns>
    internal static string? Complete(in VirtioHeader header, Span<byte> packet)
    {
        if (header.GsoType != VirtioHeader.VIRTIO_NET_HDR_GSO_NONE)
        {
            return "The packet is a super-packet, and is to be split.";
        }

        if (!header.NeedsChecksum)
        {
            return null;
        }

        int at = header.ChecksumStart + header.ChecksumOffset;
        if (at + sizeof(ushort) > packet.Length)
        {
            return $"The checksum would be at {at}, and the packet has {Quantity.Of(packet.Length, "byte")}.";
        }

        Span<byte> field = packet[at..];
        ulong initial = OnesComplement.Of(BinaryPrimitives.ReadUInt16BigEndian(field));
        field[..sizeof(ushort)].Clear();
        ulong sum = initial + OnesComplement.Sum(packet[header.ChecksumStart..]);
        WriteChecksum(field, OnesComplement.Checksum(sum), header.ChecksumOffset == UdpChecksumOffset);
        return null;
    }

    private void WriteSegment(Span<byte> segment)
    {
        _packet.AsSpan(0, _layout.HeaderLength).CopyTo(segment);
        _packet.AsSpan(_offset, segment.Length - _layout.HeaderLength).CopyTo(segment[_layout.HeaderLength..]);
        int sent = _offset - _layout.HeaderLength;
        _offset += segment.Length - _layout.HeaderLength;
        IsEmpty = _offset == _length;

        WriteIPHeader(segment[_layout.NetworkOffset.._layout.TransportOffset], segment.Length - _layout.NetworkOffset);
        Span<byte> transport = segment[_layout.TransportOffset..];
        if (_layout.IsTcp)
        {
            uint sequence = BinaryPrimitives.ReadUInt32BigEndian(transport[4..]) + (uint)sent;
            BinaryPrimitives.WriteUInt32BigEndian(transport[4..], sequence);

            // These speak of the end of the data.
            transport[13] &= IsEmpty ? byte.MaxValue : unchecked((byte)~(TcpFlags.Fin | TcpFlags.Psh));
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(transport[4..], (ushort)transport.Length);
        }

        ulong sum = _layout.PseudoHeaderSum + OnesComplement.Of(transport.Length) + OnesComplement.Sum(transport);
        WriteChecksum(transport[_layout.ChecksumOffset..], OnesComplement.Checksum(sum), !_layout.IsTcp);
        _index++;
    }

    private void WriteIPHeader(Span<byte> header, int length)
    {
        if (header[0] >> 4 == 6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)(length - IPHeader.IPv6Length));
            return;
        }

        int identification = BinaryPrimitives.ReadUInt16BigEndian(header[4..]) + _index;
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)length);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)identification);
        BinaryPrimitives.WriteUInt16BigEndian(header[10..], OnesComplement.Checksum(OnesComplement.Sum(header)));
    }

    // For UDP a checksum of 0 says that there is none; the other zero of one's complement is as right.
    private static void WriteChecksum(Span<byte> field, ushort checksum, bool isUdp)
        => BinaryPrimitives.WriteUInt16BigEndian(field, isUdp && checksum == 0 ? ushort.MaxValue : checksum);
}
