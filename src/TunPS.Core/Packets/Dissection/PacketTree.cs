using System.Runtime.CompilerServices;
using PacketDotNet;
using PacketDotNet.Utils;

namespace TunPS;

/// <summary>The bridge to PacketDotNet. Apart, so that the library is loaded only by those who use it.</summary>
internal static class PacketTree
{
    // Far more than there ever are. The library takes an IP header with a length of 0 for one that carries itself, and
    // would go on for ever.
    private const int MaxParts = 100;

    // What each tree was made of, to tell later what was changed in it.
    private static readonly ConditionalWeakTable<Packet, TunPacket> s_origins = [];

    /// <summary>
    /// The packet's tree on a copy of the bytes, so that changes to it leave the packet alone; null when the library
    /// cannot make sense of them.
    /// </summary>
    internal static Packet? Parse(TunPacket packet)
    {
        byte[] data = packet.Data;

        // PacketDotNet meets damaged packets with all sorts of exceptions, mostly of array indices, and it parses
        // lazily: the whole tree is walked here, so that they come up here and not at the user's prompt.
#pragma warning disable CA1031
        try
        {
            Packet? tree = (packet.Layer, data.Length == 0 ? 0 : data[0] >> 4) switch
            {
                (TunLayer.Tap, _) => new EthernetPacket(new ByteArraySegment([.. data])),
                (_, 4) => new IPv4Packet(new ByteArraySegment([.. data])),
                (_, 6) => new IPv6Packet(new ByteArraySegment([.. data])),
                _ => null,
            };
            int parts = 0;
            for (Packet? part = tree; part is not null; part = part.PayloadPacket)
            {
                if (++parts > MaxParts)
                {
                    return null;
                }
            }

            if (tree is not null)
            {
                s_origins.Add(tree, packet);
            }

            return tree;
        }
        catch (Exception)
        {
            return null;
        }
#pragma warning restore CA1031
    }

    /// <summary>The packet that a tree was made of; null for a tree that was built by hand.</summary>
    internal static TunPacket? OriginOf(Packet tree)
        => s_origins.TryGetValue(tree, out TunPacket? packet) ? packet : null;
}
