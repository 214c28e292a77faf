using System.Buffers.Binary;
using System.Net;

namespace TunPS;

/// <summary>
/// Tells the MAC address of a host to those who ask for it: ARP (RFC 826), neighbor discovery (RFC 4861).
/// </summary>
internal static class NeighborReply
{
    private const int ArpLength = 28;
    private const int ArpRequest = 1;
    private const byte ArpReply = 2;
    private const int SolicitationLength = 24;
    private const byte Solicitation = 135;
    private const byte Advertisement = 136;
    private const byte SolicitedFlag = 0x40;
    private const byte OverrideFlag = 0x20;

    // ARP of IPv4 over Ethernet: the kinds and lengths of its addresses.
    private static ReadOnlySpan<byte> ArpStart => [0, 1, 8, 0, 6, 4];

    internal static byte[] ToArp(ReadOnlySpan<byte> request, ReplySettings settings)
    {
        if (request.Length < ArpLength
            || !request.StartsWith(ArpStart)
            || BinaryPrimitives.ReadUInt16BigEndian(request[6..]) != ArpRequest)
        {
            throw new FormatException("Of ARP only requests for IPv4 over Ethernet are answered.");
        }

        byte[] mac = EthernetHeader.Bytes(settings.SourceMacAddress!);
        return [.. ArpStart, 0, ArpReply, .. mac, .. request[24..28], .. request[8..18]];
    }

    internal static bool IsSolicitation(in IPHeader header, ReadOnlySpan<byte> payload)
        => header is { Version: 6, Protocol: IPProtocol.IcmpV6 }
            && payload.Length >= SolicitationLength
            && payload[0] == Solicitation;

    /// <summary>Whose MAC address a solicitation asks for.</summary>
    internal static IPAddress Target(ReadOnlySpan<byte> solicitation) => new(solicitation[8..SolicitationLength]);

    internal static IReadOnlyList<TunPacket> ToSolicitation(
        IPAddress source, IPAddress destination, ReplySettings settings, PacketSettings ip)
    {
        byte[] mac = EthernetHeader.Bytes(
            settings.SourceMacAddress ?? throw PacketReply.NoMacAddress("neighbor discovery"));

        // One who looks whether an address is free has none yet, and is told together with all others.
        bool hasAddress = !destination.Equals(IPAddress.IPv6Any);
        byte flags = hasAddress ? (byte)(SolicitedFlag | OverrideFlag) : OverrideFlag;
        byte[] message = [Advertisement, 0, 0, 0, flags, 0, 0, 0, .. source.GetAddressBytes(), 2, 1, .. mac];
        return PacketBuilder.Raw(
            source, hasAddress ? destination : IPAddress.Parse("ff02::1"), IPProtocol.IcmpV6, message, ip);
    }
}
