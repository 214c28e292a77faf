using System.Buffers.Binary;

namespace TunPS;

/// <summary>
/// Where the parts of an IP packet are. Reading one never fails: what the bytes do not hold is absent, and
/// <see cref="Problem"/> tells what is wrong with them.
/// </summary>
internal readonly struct IPHeader
{
    internal const int IPv4Length = 20;
    internal const int IPv6Length = 40;
    private const int IPv6FragmentHeaderLength = 8;

    // The numbers of all extension headers are below.
    private const int ExtensionNumbers = 64;

    private readonly ulong _extensions;

    private IPHeader(IPProblem problem) => Problem = problem;

    private IPHeader(ulong extensions) => _extensions = extensions;

    /// <summary>4 or 6; 0 when the bytes are no IP packet at all, and then nothing else is there.</summary>
    internal int Version { get; private init; }

    /// <summary>What the packet carries.</summary>
    internal IPProtocol Protocol { get; private init; }

    /// <summary>TTL or Hop Limit.</summary>
    internal byte HopLimit { get; private init; }

    /// <summary>Where the payload begins: behind all IPv6 extension headers.</summary>
    internal int PayloadOffset { get; private init; }

    /// <summary>Where the packet ends by its own word, but never behind the last byte that is there.</summary>
    internal int End { get; private init; }

    /// <summary>The same, but as if no capture had cut the packet.</summary>
    internal int OriginalEnd { get; private init; }

    /// <summary>Where in the whole payload this fragment begins, in bytes; null when the packet is no fragment.</summary>
    internal int? FragmentOffset { get; private init; }

    /// <summary>True when more fragments follow.</summary>
    internal bool HasMoreFragments { get; private init; }

    /// <summary>The identification that the fragments of one packet share.</summary>
    internal uint FragmentId { get; private init; }

    /// <summary>What the fragments carry together, which in IPv6 may be one more extension header.</summary>
    internal IPProtocol FragmentProtocol { get; private init; }

    /// <summary>What is wrong, and None for a sound packet.</summary>
    internal IPProblem Problem { get; private init; }

    /// <summary>Whether the packet carries a protocol, or has an IPv6 extension header of that number.</summary>
    internal bool Has(IPProtocol protocol) => Version != 0
        && (Protocol == protocol
            || (_extensions != 0 && (int)protocol < ExtensionNumbers && (_extensions >> (int)protocol & 1) != 0));

    /// <summary>True when the payload begins with a transport header: in a whole packet or its first fragment.</summary>
    internal bool HasTransportHeader => Version != 0 && FragmentOffset is null or 0;

    internal static IPHeader Read(ReadOnlySpan<byte> packet) => Read(new PacketPart(packet, packet.Length));

    /// <summary>Reads the header of a packet that a capture may have cut.</summary>
    internal static IPHeader Read(PacketPart packet)
        => packet.Bytes.IsEmpty ? new IPHeader(packet.Length == 0 ? IPProblem.NoBytes : IPProblem.HeaderCutOff)
            : (packet.Bytes[0] >> 4) switch
            {
                4 => ReadIPv4(packet),
                6 => ReadIPv6(packet),
                _ => new IPHeader(IPProblem.BadVersion),
            };

    /// <summary>The payload as far as it is there.</summary>
    internal ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> packet)
        => PayloadOffset < End ? packet[PayloadOffset..End] : default;

    /// <summary>The payload of a packet that a capture may have cut.</summary>
    internal PacketPart Payload(PacketPart packet)
        => new(Payload(packet.Bytes), Math.Max(OriginalEnd - PayloadOffset, 0));

    /// <summary>The version alone, as <see cref="Version"/> tells it.</summary>
    internal static int VersionOf(ReadOnlySpan<byte> packet) => packet.Length < IPv4Length ? 0 : (packet[0] >> 4) switch
    {
        4 => 4,
        6 when packet.Length >= IPv6Length => 6,
        _ => 0,
    };

    /// <summary>The bytes of the sender's address; none when the bytes are no IP packet.</summary>
    internal static ReadOnlySpan<byte> Source(ReadOnlySpan<byte> packet) => VersionOf(packet) switch
    {
        4 => packet.Slice(12, 4),
        6 => packet.Slice(8, 16),
        _ => default,
    };

    /// <summary>The bytes of the receiver's address; none when the bytes are no IP packet.</summary>
    internal static ReadOnlySpan<byte> Destination(ReadOnlySpan<byte> packet) => VersionOf(packet) switch
    {
        4 => packet.Slice(16, 4),
        6 => packet.Slice(24, 16),
        _ => default,
    };

    private static IPHeader ReadIPv4(PacketPart part)
    {
        ReadOnlySpan<byte> packet = part.Bytes;
        if (packet.Length < IPv4Length)
        {
            return new IPHeader(IPProblem.HeaderCutOff);
        }

        int headerLength = (packet[0] & 0xF) * 4;
        int totalLength = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        int fragment = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]);
        bool moreFragments = (fragment & 0x2000) != 0;
        int offset = (fragment & 0x1FFF) * 8;

        // A sender that leaves the cutting of large segments to the network card writes 0.
        int end = totalLength == 0 ? part.Length : Math.Min(totalLength, part.Length);
        return new IPHeader
        {
            Version = 4,
            Protocol = (IPProtocol)packet[9],
            HopLimit = packet[8],
            PayloadOffset = Math.Max(headerLength, IPv4Length),
            End = Math.Min(end, packet.Length),
            OriginalEnd = end,
            FragmentOffset = moreFragments || offset > 0 ? offset : null,
            HasMoreFragments = moreFragments,
            FragmentId = BinaryPrimitives.ReadUInt16BigEndian(packet[4..]),
            FragmentProtocol = (IPProtocol)packet[9],
            Problem = headerLength < IPv4Length ? IPProblem.HeaderLength
                : totalLength > 0 && totalLength < headerLength ? IPProblem.TotalLengthBelowHeader
                : totalLength > part.Length ? IPProblem.TotalLengthBeyondPacket
                : headerLength > part.Length ? IPProblem.HeaderLength
                : IPProblem.None,
        };
    }

    private static IPHeader ReadIPv6(PacketPart part)
    {
        ReadOnlySpan<byte> packet = part.Bytes;
        if (packet.Length < IPv6Length)
        {
            return new IPHeader(IPProblem.HeaderCutOff);
        }

        int totalLength = IPv6Length + BinaryPrimitives.ReadUInt16BigEndian(packet[4..]);
        int originalEnd = Math.Min(totalLength, part.Length);
        int end = Math.Min(originalEnd, packet.Length);
        IPProblem problem = totalLength > part.Length ? IPProblem.PayloadLengthBeyondPacket : IPProblem.None;

        IPProtocol next = (IPProtocol)packet[6];
        int offset = IPv6Length;
        int? fragmentOffset = null;
        bool moreFragments = false;
        uint fragmentId = 0;
        IPProtocol fragmentProtocol = 0;
        ulong extensions = 0;

        // What follows the fragment header of a later fragment is data, not a header.
        while (IsExtension(next) && fragmentOffset is null or 0)
        {
            int length = ExtensionLength(packet[..end], next, offset);
            if (length == 0 || offset + length > end)
            {
                problem = problem == IPProblem.None ? IPProblem.ExtensionCutOff : problem;
                break;
            }

            if (next == IPProtocol.Fragment)
            {
                int field = BinaryPrimitives.ReadUInt16BigEndian(packet[(offset + 2)..]);
                bool isAtomic = (field & 0xFFF9) == 0;
                fragmentOffset = isAtomic ? fragmentOffset : field & 0xFFF8;
                moreFragments = (field & 1) != 0;
                fragmentId = BinaryPrimitives.ReadUInt32BigEndian(packet[(offset + 4)..]);
                fragmentProtocol = (IPProtocol)packet[offset];
            }

            extensions |= 1UL << (int)next;
            next = (IPProtocol)packet[offset];
            offset += length;
        }

        return new IPHeader(extensions)
        {
            Version = 6,
            Protocol = next,
            HopLimit = packet[7],
            PayloadOffset = offset,
            End = end,
            OriginalEnd = originalEnd,
            FragmentOffset = fragmentOffset,
            HasMoreFragments = moreFragments,
            FragmentId = fragmentId,
            FragmentProtocol = fragmentProtocol,
            Problem = problem,
        };
    }

    /// <summary>How long the extension header at the offset is; 0 when it does not even tell.</summary>
    internal static int ExtensionLength(ReadOnlySpan<byte> packet, IPProtocol header, int offset)
        => offset + 2 > packet.Length ? 0 : header switch
        {
            IPProtocol.Fragment => IPv6FragmentHeaderLength,
            IPProtocol.Ah => (packet[offset + 1] + 2) * 4,
            _ => (packet[offset + 1] + 1) * 8,
        };

    internal static bool IsExtension(IPProtocol protocol) => protocol
        is IPProtocol.HopByHop or IPProtocol.Routing or IPProtocol.Fragment or IPProtocol.Ah
        or IPProtocol.DestinationOptions;
}
