using System.Buffers.Binary;

namespace TunPS;

/// <summary>The meaning of an IP packet: that of what it carries, and what is wrong with it.</summary>
internal static class IPInfo
{
    // Packets within packets, such as tunnels have them. More are no tunnel but an attack on whoever looks into them.
    private const int GreatestDepth = 8;

    internal static void Write(ref InfoWriter writer, PacketPart packet)
    {
        IPHeader header = IPHeader.Read(packet);
        if (header.Version == 0)
        {
            WriteProblem(ref writer, header, packet);
            return;
        }

        if (header.FragmentOffset is int offset)
        {
            Fragment(ref writer, header, offset);
        }
        else if (header.Problem is not (IPProblem.ExtensionCutOff or IPProblem.HeaderLength))
        {
            Payload(ref writer, header, header.Protocol, header.Payload(packet), packet);
        }

        if (header.Problem != IPProblem.None)
        {
            WriteProblem(ref writer, header, packet);
        }
    }

    /// <summary>Writes what is wrong with the header, and nothing when it is sound.</summary>
    internal static void WriteProblem(ref InfoWriter writer, PacketPart packet)
        => WriteProblem(ref writer, IPHeader.Read(packet), packet);

    private static void Payload(
        ref InfoWriter writer, in IPHeader header, IPProtocol protocol, PacketPart payload, PacketPart packet)
    {
        switch (protocol)
        {
            case IPProtocol.Tcp:
                TcpInfo.Write(ref writer, payload);
                break;
            case IPProtocol.Udp:
                UdpInfo.Write(ref writer, payload, header.Version);
                break;
            case IPProtocol.Icmp:
                IcmpInfo.Write(ref writer, payload, header.HopLimit);
                break;
            case IPProtocol.IcmpV6:
                IcmpV6Info.Write(ref writer, payload, header.HopLimit);
                break;
            case IPProtocol.Igmp:
                IgmpInfo.Write(ref writer, payload);
                break;
            case (IPProtocol.IPv4 or IPProtocol.IPv6 or IPProtocol.Gre) when writer.Depth < GreatestDepth:
                writer.Depth++;
                Tunnel(ref writer, protocol, payload);
                break;
            case IPProtocol.Ah when writer.Depth < GreatestDepth && payload.Bytes.Length >= 12:
                writer.Depth++;
                int length = (payload.Bytes[1] + 2) * 4;
                Payload(ref writer, header, (IPProtocol)payload.Bytes[0], payload.From(length), packet);
                break;
            case IPProtocol.Esp when payload.Bytes.Length >= 4:
                writer.Text("ESP (SPI=0x");
                writer.Hex(payload.Bytes[..4]);
                writer.Character(')');
                break;
            case IPProtocol.NoNextHeader when header.Version == 6:
                writer.Text("IPv6 no next header");
                break;
            default:
                writer.Text(IPProtocolNames.Of(protocol));
                writer.Field(" (", (uint)protocol);
                writer.Character(')');
                break;
        }
    }

    private static void Tunnel(ref InfoWriter writer, IPProtocol protocol, PacketPart payload)
    {
        if (protocol == IPProtocol.Gre)
        {
            GreInfo.Write(ref writer, payload);
        }
        else
        {
            Write(ref writer, payload);
        }
    }

    private static void Fragment(ref InfoWriter writer, in IPHeader header, int offset)
    {
        if (header.Version == 6)
        {
            writer.Field("IPv6 fragment (off=", (uint)offset);
            writer.Text(header.HasMoreFragments ? " more=y ident=0x" : " more=n ident=0x");
        }
        else
        {
            writer.Text("Fragmented IP protocol (proto=");
            writer.Text(IPProtocolNames.Of(header.Protocol));
            writer.Field(" ", (uint)header.Protocol);
            writer.Field(", off=", (uint)offset);
            writer.Text(", ID=");
        }

        Span<byte> id = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(id, header.FragmentId);
        writer.Hex(header.Version == 6 ? id : id[2..]);
        if (header.Version == 6)
        {
            writer.Field(" nxt=", (uint)header.FragmentProtocol);
        }

        writer.Character(')');
    }

    private static void WriteProblem(ref InfoWriter writer, in IPHeader header, PacketPart packet)
    {
        ReadOnlySpan<byte> bytes = packet.Bytes;
        if (header.Problem == IPProblem.None)
        {
            return;
        }

        int headerLength = header.Version == 4 ? (bytes[0] & 0xF) * 4 : IPHeader.IPv6Length;
        int lengthOffset = header.Version == 4 ? 2 : 4;
        int claim = header.Version == 0 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(bytes[lengthOffset..]);
        switch (header.Problem)
        {
            case IPProblem.NoBytes:
                writer.Malformed("no bytes");
                return;
            case IPProblem.HeaderCutOff:
                bool isIPv6 = !bytes.IsEmpty && bytes[0] >> 4 == 6;
                int needed = isIPv6 ? IPHeader.IPv6Length : IPHeader.IPv4Length;
                writer.CutOff(packet, needed, isIPv6 ? "IPv6 header" : "IPv4 header");
                return;
            case IPProblem.ExtensionCutOff:
                // The capture took it when the packet, by its own word, goes on behind the bytes that are there.
                writer.CutOff(
                    new PacketPart(bytes, header.OriginalEnd),
                    header.OriginalEnd > bytes.Length ? 0 : int.MaxValue,
                    "IPv6 extension header");
                return;
            case IPProblem.BadVersion:
                writer.BeginMalformed("IP version ");
                writer.Number(bytes[0] >> 4);
                break;
            case IPProblem.HeaderLength:
                writer.BeginMalformed("IPv4 header length ");
                writer.Number(headerLength);
                break;
            case IPProblem.TotalLengthBelowHeader:
                writer.BeginMalformed("IPv4 total length ");
                writer.Number(claim);
                writer.Field(" below header length ", (uint)headerLength);
                break;
            case IPProblem.TotalLengthBeyondPacket:
                writer.BeginMalformed("IPv4 total length ");
                writer.Number(claim);
                writer.Bytes(", only ", packet.Length);
                writer.Text(" there");
                break;
            case IPProblem.PayloadLengthBeyondPacket:
                writer.BeginMalformed("IPv6 payload length ");
                writer.Number(claim);
                writer.Bytes(", only ", packet.Length - headerLength);
                writer.Text(" there");
                break;
            default:
                return;
        }

        writer.Character(']');
    }
}
