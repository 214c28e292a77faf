using System.Buffers.Binary;
using System.Net;

namespace TunPS;

/// <summary>The meaning of an ARP packet (RFC 826) for IPv4 over Ethernet.</summary>
internal static class ArpInfo
{
    private const int Length = 28;
    private const int Request = 1;
    private const int Reply = 2;

    internal static string Describe(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < Length)
        {
            return PacketInfo.Malformed($"ARP cut off after {packet.Length} bytes");
        }

        IPAddress sender = new(packet[14..18]);
        IPAddress target = new(packet[24..28]);
        int kind = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]);
        return kind switch
        {
            Request when sender.Equals(target) => $"ARP Announcement for {sender}",
            Request when sender.Equals(IPAddress.Any) => $"Who has {target}? (ARP Probe)",
            Request => $"Who has {target}? Tell {sender}",
            Reply => $"{sender} is at {FrameInfo.Address(packet[8..14])}",
            _ => $"ARP operation {kind}",
        };
    }
}
