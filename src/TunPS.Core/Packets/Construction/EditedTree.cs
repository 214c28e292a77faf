using System.Buffers.Binary;
using PacketDotNet;

namespace TunPS;

/// <summary>
/// Makes packets of PacketDotNet trees. The library loses bytes behind the end of a packet, takes the length of a first
/// fragment for that of the whole, leaves the length of IPv6 as it was, and writes the header of neighbor discovery
/// twice. So a tree that came from a packet is compared with another one of the same packet, and only what differs
/// between them is taken for a change.
/// </summary>
public static class EditedTree
{
    private const int IcmpV6HeaderLength = 4;
    private const int IPv6HeaderLength = 40;
    private const int PayloadLengthOffset = 4;

    /// <summary>
    /// The bytes of a tree, as they are to be sent: exactly those of the packet that it came from when nothing was
    /// changed in it, and otherwise with right lengths and checksums.
    /// </summary>
    /// <param name="tree">An IP packet or an Ethernet frame.</param>
    /// <exception cref="FormatException">PacketDotNet cannot write the tree.</exception>
    public static byte[] ToBytes(Packet tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        TunLayer layer = tree is EthernetPacket ? TunLayer.Tap : TunLayer.Tun;
        byte[] edited = Serialize(tree);
        byte[] result = edited;
        if (PacketTree.OriginOf(tree) is TunPacket packet && PacketTree.Parse(packet) is Packet unedited)
        {
            byte[] origin = packet.Data;
            byte[] before = Serialize(unedited);
            if (edited.AsSpan().SequenceEqual(before))
            {
                return [.. origin];
            }

            result = edited.Length == before.Length && before.Length <= origin.Length
                ? Merge(origin, before, edited)
                : edited;
        }

        _ = Checksums.Complete(result, layer);
        return result;
    }

    /// <summary>
    /// The same as a packet, with the time and the device of the one that the tree came from; a tree that was built by
    /// hand has the present time.
    /// </summary>
    /// <param name="tree">An IP packet or an Ethernet frame.</param>
    /// <param name="device">The name of the device that it goes to; null for that of the packet.</param>
    /// <exception cref="FormatException">PacketDotNet cannot write the tree.</exception>
    public static TunPacket ToPacket(Packet tree, string? device = null)
    {
        byte[] bytes = ToBytes(tree);
        return PacketTree.OriginOf(tree) is TunPacket origin
            ? new TunPacket(
                bytes,
                device ?? origin.Device,
                origin.Layer,
                origin.UnixTimeNanoseconds,
                bytes.Length == origin.Length ? origin.OriginalLength : bytes.Length)
            : new TunPacket(bytes, device, tree is EthernetPacket ? TunLayer.Tap : TunLayer.Tun);
    }

    private static byte[] Merge(byte[] origin, byte[] before, byte[] edited)
    {
        byte[] merged = [.. origin];
        for (int i = 0; i < edited.Length; i++)
        {
            merged[i] = edited[i] == before[i] ? merged[i] : edited[i];
        }

        return merged;
    }

    private static byte[] Serialize(Packet tree)
    {
        // The library fails with all sorts of exceptions on what it has taken in without complaint.
#pragma warning disable CA1031
        try
        {
            return Write(tree);
        }
        catch (Exception e)
        {
            throw new FormatException($"PacketDotNet cannot write this packet: {e.Message}", e);
        }
#pragma warning restore CA1031
    }

    private static byte[] Write(Packet tree)
    {
        byte[] bytes = [.. tree.Bytes];
        for (Packet? part = tree; part is not null; part = part.PayloadPacket)
        {
            if (part is IcmpV6Packet { PayloadPacket: NdpPacket })
            {
                int offset = tree.TotalPacketLength - part.TotalPacketLength;
                bytes = [.. bytes[..offset], .. bytes[(offset + IcmpV6HeaderLength)..]];
            }
        }

        for (Packet? part = tree; part is not null; part = part.PayloadPacket)
        {
            int offset = tree.TotalPacketLength - part.TotalPacketLength;
            int payloadLength = bytes.Length - offset - IPv6HeaderLength;
            if (part is IPv6Packet && payloadLength <= ushort.MaxValue)
            {
                BinaryPrimitives.WriteUInt16BigEndian(
                    bytes.AsSpan(offset + PayloadLengthOffset), (ushort)payloadLength);
            }
        }

        return bytes;
    }
}
