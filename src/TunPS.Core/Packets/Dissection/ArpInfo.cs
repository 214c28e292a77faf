using System.Buffers.Binary;

namespace TunPS;

/// <summary>The meaning of an ARP packet (RFC 826, RFC 903, RFC 5227) for IPv4 over addresses of any length.</summary>
internal static class ArpInfo
{
    private const int FixedLength = 8;
    private const int IPv4Length = 4;
    private const int Request = 1;
    private const int Reply = 2;

    internal static void Write(ref InfoWriter writer, PacketPart part)
    {
        ReadOnlySpan<byte> packet = part.Bytes;
        int hardware = packet.Length < FixedLength ? 0 : packet[4];
        int protocol = packet.Length < FixedLength ? 0 : packet[5];
        int needed = FixedLength + (2 * (hardware + protocol));
        if (packet.Length < FixedLength || packet.Length < needed)
        {
            writer.CutOff(part, needed, "ARP");
            return;
        }

        int operation = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]);
        ReadOnlySpan<byte> senderHardware = packet.Slice(FixedLength, hardware);
        ReadOnlySpan<byte> sender = packet.Slice(FixedLength + hardware, protocol);
        ReadOnlySpan<byte> targetHardware = packet.Slice(FixedLength + hardware + protocol, hardware);
        ReadOnlySpan<byte> target = packet.Slice(FixedLength + (2 * hardware) + protocol, protocol);
        bool isGratuitous = protocol == IPv4Length && sender.SequenceEqual(target);
        switch (operation)
        {
            case Request or Reply when isGratuitous:
                bool isAnnouncement = operation == Request && targetHardware.IndexOfAnyExcept((byte)0) < 0;
                Sentence(ref writer, isAnnouncement ? "ARP Announcement for " : "Gratuitous ARP for ", sender);
                writer.Text(isAnnouncement ? string.Empty : operation == Request ? " (Request)" : " (Reply)");
                break;
            case Request:
                Sentence(ref writer, "Who has ", target);
                bool isProbe = protocol == IPv4Length
                    && sender.IndexOfAnyExcept((byte)0) < 0
                    && targetHardware.IndexOfAnyExcept((byte)0) < 0;
                Sentence(ref writer, isProbe ? "? (ARP Probe)" : "? Tell ", isProbe ? default : sender);
                break;
            case Reply or 9:
                Sentence(ref writer, string.Empty, operation == Reply ? sender : senderHardware, operation != Reply);
                Sentence(ref writer, " is at ", operation == Reply ? senderHardware : sender, operation == Reply);
                break;
            case 3 or 5 or 8:
                Sentence(ref writer, "Who is ", targetHardware, isHardware: true);
                Sentence(ref writer, "? Tell ", senderHardware, isHardware: true);
                break;
            case 4 or 6:
                Sentence(ref writer, string.Empty, targetHardware, isHardware: true);
                Sentence(ref writer, " is at ", target);
                break;
            case 7:
                writer.Text("DRARP Error");
                break;
            case 10:
                writer.Text("ARP NAK");
                break;
            default:
                writer.Text("Unknown ARP opcode 0x");
                writer.Hex(packet.Slice(6, 2));
                break;
        }
    }

    private static void Sentence(
        ref InfoWriter writer, string start, ReadOnlySpan<byte> address, bool isHardware = false)
    {
        writer.Text(start);
        if (isHardware)
        {
            writer.MacAddress(address);
        }
        else if (address.Length == IPv4Length)
        {
            writer.IPv4Address(address);
        }
        else
        {
            writer.Hex(address);
        }
    }
}
