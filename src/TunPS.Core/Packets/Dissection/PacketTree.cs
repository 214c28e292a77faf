using PacketDotNet;
using PacketDotNet.Utils;

namespace TunPS;

/// <summary>The bridge to PacketDotNet. Apart, so that the library is loaded only by those who use it.</summary>
internal static class PacketTree
{
    /// <summary>
    /// The packet's tree on a copy of the bytes, so that changes to it leave the packet alone; null when the library
    /// cannot make sense of them.
    /// </summary>
    internal static Packet? Parse(ReadOnlySpan<byte> data, TunLayer layer)
    {
        // PacketDotNet meets damaged packets with all sorts of exceptions, mostly of array indices, and it parses
        // lazily: the whole tree is walked here, so that they come up here and not at the user's prompt.
#pragma warning disable CA1031
        try
        {
            Packet? tree = (layer, data.IsEmpty ? 0 : data[0] >> 4) switch
            {
                (TunLayer.Tap, _) => new EthernetPacket(new ByteArraySegment(data.ToArray())),
                (_, 4) => new IPv4Packet(new ByteArraySegment(data.ToArray())),
                (_, 6) => new IPv6Packet(new ByteArraySegment(data.ToArray())),
                _ => null,
            };
            for (Packet? part = tree; part is not null; part = part.PayloadPacket)
            {
            }

            return tree;
        }
        catch (Exception)
        {
            return null;
        }
#pragma warning restore CA1031
    }
}
