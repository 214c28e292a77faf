using System.Runtime.CompilerServices;

namespace TunPS;

/// <summary>
/// Packets that were read and could not be written to the pipeline, because a stop came in between. They are kept with
/// their device for the next Receive-TunPacket.
/// </summary>
/// <remarks>
/// Only a receive that begins takes them, and before it reads any packet. One that is under way may have read later
/// packets already, and would give them out of order.
/// </remarks>
internal static class KeptPackets
{
    private static readonly ConditionalWeakTable<TunDevice, List<TunPacket>> s_kept = [];

    internal static bool HasAny(TunDevice device) => s_kept.TryGetValue(device, out List<TunPacket>? packets) && packets.Count > 0;

    /// <summary>Keeps a packet; several come out again in the order in which they were read.</summary>
    internal static void Keep(TunDevice device, TunPacket packet)
    {
        List<TunPacket> packets = s_kept.GetOrCreateValue(device);
        lock (packets)
        {
            int later = packets.FindIndex(other => other.Timestamp > packet.Timestamp);
            packets.Insert(later < 0 ? packets.Count : later, packet);
        }
    }

    /// <summary>
    /// Takes all packets, in their order. All at once, because one that is kept a moment later may be older than these.
    /// </summary>
    internal static Queue<TunPacket> TakeAll(TunDevice device)
    {
        if (!s_kept.TryGetValue(device, out List<TunPacket>? packets))
        {
            return [];
        }

        lock (packets)
        {
            Queue<TunPacket> all = new(packets);
            packets.Clear();
            return all;
        }
    }
}
