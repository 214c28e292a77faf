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
    private static readonly ConditionalWeakTable<TunDevice, List<ReadPacket>> s_kept = [];

    internal static bool HasAny(TunDevice device)
        => s_kept.TryGetValue(device, out List<ReadPacket>? packets) && packets.Count > 0;

    internal static void Keep(ReadPacket packet)
    {
        List<ReadPacket> packets = s_kept.GetOrCreateValue(packet.Source);
        lock (packets)
        {
            int later = packets.FindIndex(other => other.ReadEnd > packet.ReadEnd);
            packets.Insert(later < 0 ? packets.Count : later, packet);
        }
    }

    /// <summary>
    /// Takes the packets whose order is certain. When several receivers were stopped in the same moment it may not be;
    /// then the rest is for the next receive. All at once, because one that is kept a moment later may be older.
    /// </summary>
    internal static Queue<ReadPacket> Take(TunDevice device)
    {
        Queue<ReadPacket> taken = new();
        if (s_kept.TryGetValue(device, out List<ReadPacket>? packets))
        {
            lock (packets)
            {
                for (int i = 0; i < packets.Count && (i == 0 || packets[i].IsLaterThan(packets[i - 1])); i++)
                {
                    taken.Enqueue(packets[i]);
                }

                packets.RemoveRange(0, taken.Count);
            }
        }

        return taken;
    }
}
