using System.Buffers.Binary;

namespace TunPS;

/// <summary>
/// Where the parts of an IP packet are. Reading one never fails: what the bytes do not hold is absent, and
/// <see cref="Problem"/> says what is wrong with them.
/// </summary>
internal readonly struct IPHeader
{
    private const int IPv4Length = 20;
    private const int IPv6Length = 40;
    private const int IPv6FragmentHeaderLength = 8;

    private IPHeader(int version, string? problem)
    {
        Version = version;
        Problem = problem;
    }

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

    /// <summary>Where in the whole payload this fragment begins, in bytes; null when the packet is no fragment.</summary>
    internal int? FragmentOffset { get; private init; }

    /// <summary>The identification that the fragments of one packet share.</summary>
    internal uint FragmentId { get; private init; }

    /// <summary>What is wrong, as half a sentence; null for a sound packet.</summary>
    internal string? Problem { get; private init; }

    /// <summary>True when the payload begins with a transport header: in a whole packet or its first fragment.</summary>
    internal bool HasTransportHeader => Version != 0 && FragmentOffset is null or 0;

    internal static IPHeader Read(ReadOnlySpan<byte> packet)
        => packet.IsEmpty ? new IPHeader(0, "no bytes") : (packet[0] >> 4) switch
        {
            4 => ReadIPv4(packet),
            6 => ReadIPv6(packet),
            int version => new IPHeader(0, $"IP version {version}"),
        };

    /// <summary>The payload as far as it is there.</summary>
    internal ReadOnlySpan<byte> Payload(ReadOnlySpan<byte> packet)
        => PayloadOffset < End ? packet[PayloadOffset..End] : default;

    /// <summary>The bytes of the sender's address.</summary>
    internal ReadOnlySpan<byte> Source(ReadOnlySpan<byte> packet) => Version switch
    {
        4 => packet.Slice(12, 4),
        6 => packet.Slice(8, 16),
        _ => default,
    };

    /// <summary>The bytes of the receiver's address.</summary>
    internal ReadOnlySpan<byte> Destination(ReadOnlySpan<byte> packet) => Version switch
    {
        4 => packet.Slice(16, 4),
        6 => packet.Slice(24, 16),
        _ => default,
    };

    private static IPHeader ReadIPv4(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < IPv4Length)
        {
            return new IPHeader(0, $"IPv4 header cut off after {packet.Length} bytes");
        }

        int headerLength = (packet[0] & 0xF) * 4;
        int totalLength = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        int fragment = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]);
        bool moreFragments = (fragment & 0x2000) != 0;
        int offset = (fragment & 0x1FFF) * 8;

        return new IPHeader
        {
            Version = 4,
            Protocol = (IPProtocol)packet[9],
            HopLimit = packet[8],
            PayloadOffset = Math.Max(headerLength, IPv4Length),
            End = Math.Min(totalLength, packet.Length),
            FragmentOffset = moreFragments || offset > 0 ? offset : null,
            FragmentId = BinaryPrimitives.ReadUInt16BigEndian(packet[4..]),
            Problem = headerLength < IPv4Length ? $"IPv4 header length {headerLength}"
                : totalLength < headerLength ? $"IPv4 total length {totalLength} below header length {headerLength}"
                : totalLength > packet.Length ? $"IPv4 total length {totalLength}, only {packet.Length} bytes there"
                : null,
        };
    }

    private static IPHeader ReadIPv6(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < IPv6Length)
        {
            return new IPHeader(0, $"IPv6 header cut off after {packet.Length} bytes");
        }

        int totalLength = IPv6Length + BinaryPrimitives.ReadUInt16BigEndian(packet[4..]);
        int end = Math.Min(totalLength, packet.Length);
        string? problem = totalLength > packet.Length
            ? $"IPv6 payload length {totalLength - IPv6Length}, only {packet.Length - IPv6Length} bytes there"
            : null;

        IPProtocol next = (IPProtocol)packet[6];
        int offset = IPv6Length;
        int? fragmentOffset = null;
        uint fragmentId = 0;

        // What follows the fragment header of a later fragment is data, not a header.
        while (IsExtension(next) && fragmentOffset is null or 0)
        {
            int length = offset + 2 > end ? 0
                : next == IPProtocol.Fragment ? IPv6FragmentHeaderLength
                : next == IPProtocol.Ah ? (packet[offset + 1] + 2) * 4
                : (packet[offset + 1] + 1) * 8;
            if (length == 0 || offset + length > end)
            {
                problem ??= $"IPv6 extension header {next} cut off";
                break;
            }

            if (next == IPProtocol.Fragment)
            {
                int field = BinaryPrimitives.ReadUInt16BigEndian(packet[(offset + 2)..]);
                bool isAtomic = (field & 0xFFF9) == 0;
                fragmentOffset = isAtomic ? fragmentOffset : field & 0xFFF8;
                fragmentId = BinaryPrimitives.ReadUInt32BigEndian(packet[(offset + 4)..]);
            }

            next = (IPProtocol)packet[offset];
            offset += length;
        }

        return new IPHeader
        {
            Version = 6,
            Protocol = next,
            HopLimit = packet[7],
            PayloadOffset = offset,
            End = end,
            FragmentOffset = fragmentOffset,
            FragmentId = fragmentId,
            Problem = problem,
        };
    }

    private static bool IsExtension(IPProtocol protocol) => protocol
        is IPProtocol.HopByHop or IPProtocol.Routing or IPProtocol.Fragment or IPProtocol.Ah
        or IPProtocol.DestinationOptions;
}
