using System.Buffers.Binary;

namespace TunPS.Core.Tests.Offload;

/// <summary>What the slow way has to know of a packet that may be merged.</summary>
internal sealed record SlowPacket
{
    /// <summary>The same for all packets of a flow.</summary>
    internal string Flow { get; private init; } = string.Empty;

    /// <summary>The fields that have to be the same in packets that are merged.</summary>
    internal string Headers { get; private init; } = string.Empty;

    internal bool IsTcp { get; private init; }

    internal bool IsPush { get; private init; }

    internal bool IsGood { get; private init; }

    internal uint Sequence { get; private init; }

    /// <summary>True where the identification of IPv4 means something.</summary>
    internal bool HasId { get; private init; }

    internal ushort Id { get; private init; }

    internal int PayloadLength { get; private init; }

    /// <summary>The headers from the IP header on.</summary>
    internal int HeadersLength { get; private init; }

    /// <summary>null for a packet that is to stay alone.</summary>
    internal static SlowPacket? Read(byte[] bytes, TunLayer layer)
    {
        (int network, string link) = Link(bytes, layer);
        byte[] ip = bytes[network..];
        string type = ip.Length > 0 && ip[0] >> 4 == 4 ? "0800" : "86DD";
        if (layer == TunLayer.Tap && (link.Length > 44 || !link.EndsWith(type, StringComparison.Ordinal)))
        {
            return null;
        }

        IPHeader header = IPHeader.Read(ip);
        int expected = header.Version == 4 ? 20 : 40;
        if (header.Problem != IPProblem.None
            || header.End != ip.Length
            || (header.Version == 4 && BinaryPrimitives.ReadUInt16BigEndian(ip.AsSpan(2)) == 0)
            || header.PayloadOffset != expected
            || header.FragmentOffset is not null
            || header.Protocol is not (IPProtocol.Tcp or IPProtocol.Udp))
        {
            return null;
        }

        byte[] transport = ip[expected..];
        bool isTcp = header.Protocol == IPProtocol.Tcp;
        if (transport.Length < (isTcp ? 20 : 8))
        {
            return null;
        }

        int dataOffset = isTcp ? (transport[12] >> 4) * 4 : 8;
        bool isPlain = isTcp
            ? dataOffset >= 20 && (transport[12] & 15) == 0 && transport[13] is 0x10 or 0x18
            : BinaryPrimitives.ReadUInt16BigEndian(transport.AsSpan(4)) == transport.Length;
        if (!isPlain || dataOffset >= transport.Length)
        {
            return null;
        }

        byte[] completed = [.. bytes];
        _ = Checksums.Complete(completed, layer);
        byte[] addresses = header.Version == 4 ? ip[12..20] : ip[8..40];
        byte[] fields = header.Version == 4 ? [ip[1], ip[6], ip[7], ip[8]] : [.. ip[..4], ip[7]];
        byte[] tcp = isTcp ? [transport[12], .. transport[14..16], .. transport[18..dataOffset]] : [];
        return new SlowPacket
        {
            Flow = string.Join(
                ' ', link, header.Version, header.Protocol, Convert.ToHexString(addresses),
                Convert.ToHexString(transport[..4]), isTcp ? Convert.ToHexString(transport[8..12]) : string.Empty),
            Headers = Convert.ToHexString([.. fields, .. tcp]),
            IsTcp = isTcp,
            IsPush = isTcp && (transport[13] & 8) != 0,
            IsGood = completed.AsSpan().SequenceEqual(bytes),
            Sequence = isTcp ? BinaryPrimitives.ReadUInt32BigEndian(transport.AsSpan(4)) : 0,
            HasId = header.Version == 4 && (ip[6] & 0x40) == 0,
            Id = BinaryPrimitives.ReadUInt16BigEndian(ip.AsSpan(4)),
            PayloadLength = transport.Length - dataOffset,
            HeadersLength = expected + dataOffset,
        };
    }

    /// <summary>Whether the first IP header names TCP.</summary>
    internal static bool IsTcpAtFirstSight(byte[] bytes, TunLayer layer)
    {
        (int network, string link) = Link(bytes, layer);
        byte[] ip = bytes[network..];
        return link.Length <= 44
            && ((ip.Length >= 28 && ip[0] == 0x45 && ip[9] == 6) || (ip.Length >= 48 && ip[0] >> 4 == 6 && ip[6] == 6));
    }

    private static (int Network, string Link) Link(byte[] bytes, TunLayer layer)
    {
        int network = layer == TunLayer.Tap ? EthernetFrame.Read(bytes).PayloadOffset : 0;
        return (network, Convert.ToHexString(bytes, 0, network));
    }
}
