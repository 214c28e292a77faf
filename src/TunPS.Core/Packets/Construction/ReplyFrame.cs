using System.Net.NetworkInformation;

namespace TunPS;

/// <summary>The Ethernet header of a reply.</summary>
internal static class ReplyFrame
{
    private const int AddressLength = 6;

    /// <summary>The header of the frame, VLAN tags and all, the other way round.</summary>
    /// <exception cref="FormatException">It went to several, and who answers was not given.</exception>
    internal static byte[] Header(TunPacket packet, in EthernetFrame frame, PhysicalAddress? source)
    {
        ReadOnlySpan<byte> header = packet.Data.AsSpan(0, frame.PayloadOffset);
        if (source is null && (header[0] & 1) != 0)
        {
            throw new FormatException(
                "The frame goes to several receivers: give the MAC address of the source of the reply.");
        }

        ReadOnlySpan<byte> from = source is null ? header[..AddressLength] : EthernetHeader.Bytes(source);
        return [.. header.Slice(AddressLength, AddressLength), .. from, .. header[(2 * AddressLength)..]];
    }
}
