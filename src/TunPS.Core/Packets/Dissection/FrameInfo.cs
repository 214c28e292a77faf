namespace TunPS;

/// <summary>An Ethernet frame's meaning; that of the packet in it, where it carries one.</summary>
internal static class FrameInfo
{
    // One byte more than is there, whichever that may be: the header ends where its type is no tag.
    internal static void Write(ref InfoWriter writer, PacketPart part)
    {
        EthernetFrame frame = EthernetFrame.Read(part.Bytes);
        if (frame.Type is not EtherType type)
        {
            writer.CutOff(part, part.Bytes.Length + 1, "Ethernet header");
            return;
        }

        PacketPart payload = part.From(frame.PayloadOffset);
        if (type is EtherType.IPv4 or EtherType.IPv6)
        {
            IPInfo.Write(ref writer, payload);
        }
        else if (type == EtherType.Arp)
        {
            ArpInfo.Write(ref writer, payload);
        }
        else
        {
            writer.Text(Name(type));
            writer.Bytes(", ", payload.Length);
        }
    }

    /// <summary>The name of a type that may have none. Below 1536 it is the length of an IEEE 802.3 frame.</summary>
    internal static string Name(EtherType type)
        => Enum.IsDefined(type) ? $"{type}"
            : (int)type < 0x600 ? "IEEE 802.3 frame"
            : $"EtherType 0x{(int)type:x4}";
}
