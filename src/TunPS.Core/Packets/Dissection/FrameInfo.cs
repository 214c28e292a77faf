namespace TunPS;

/// <summary>An Ethernet frame's meaning in one line; that of the packet in it, where it carries one.</summary>
internal static class FrameInfo
{
    /// <summary>Describes any bytes; never throws.</summary>
    internal static string Describe(ReadOnlySpan<byte> bytes)
    {
        EthernetFrame frame = EthernetFrame.Read(bytes);
        ReadOnlySpan<byte> payload = bytes[frame.PayloadOffset..];
        return frame.Type switch
        {
            null => PacketInfo.Malformed($"Ethernet header cut off after {bytes.Length} bytes"),
            EtherType.IPv4 or EtherType.IPv6 => PacketInfo.Describe(payload),
            EtherType.Arp => ArpInfo.Describe(payload),
            EtherType type => $"{Name(type)}, {payload.Length} bytes",
        };
    }

    /// <summary>02:00:5e:10:00:00.</summary>
    internal static string Address(ReadOnlySpan<byte> address)
        => string.Join(':', address.ToArray().Select(part => $"{part:x2}"));

    // Below 1536 the field is the length of an IEEE 802.3 frame.
    private static string Name(EtherType type)
        => Enum.IsDefined(type) ? $"{type}"
            : (int)type < 0x600 ? "IEEE 802.3 frame"
            : $"EtherType 0x{(int)type:x4}";
}
