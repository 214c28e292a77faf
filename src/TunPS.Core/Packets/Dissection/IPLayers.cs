using System.Buffers.Binary;

namespace TunPS;

/// <summary>The layers of an IP packet.</summary>
internal static class IPLayers
{
    private const int GreatestDepth = 8;

    internal static void Read(ref LayerReader reader)
    {
        PacketPart packet = reader.Rest;
        IPHeader header = IPHeader.Read(packet);
        string problem = LayerReader.Line(packet, IPInfo.WriteProblem);
        if (header.Version == 0)
        {
            reader.TakePayload(problem);
            return;
        }

        PacketPart behind = reader.Limit(header.OriginalEnd);
        if (header.Version == 4)
        {
            reader.Take("IPv4", header.PayloadOffset, Join(IPv4(packet.Bytes, header), problem));
        }
        else
        {
            bool isHere = header.Problem != IPProblem.ExtensionCutOff;
            reader.Take("IPv6", IPHeader.IPv6Length, Join(IPv6(packet.Bytes, header), isHere ? problem : string.Empty));
            Extensions(ref reader, packet.Bytes, header, isHere ? string.Empty : problem);
        }

        if (header.FragmentOffset is null or 0)
        {
            Payload(ref reader, header.Protocol, header);
        }

        reader.Continue(behind);
    }

    private static void Payload(ref LayerReader reader, IPProtocol protocol, in IPHeader header)
    {
        if (header.Problem == IPProblem.ExtensionCutOff || reader.Rest.Length == 0 || reader.Depth > GreatestDepth)
        {
            return;
        }

        switch (protocol)
        {
            case IPProtocol.IPv4 or IPProtocol.IPv6:
                reader.Depth++;
                Read(ref reader);
                break;
            case IPProtocol.Ah when header.Version == 4 && reader.Rest.Bytes.Length >= 12:
                reader.Depth++;
                IPProtocol next = (IPProtocol)reader.Rest.Bytes[0];
                reader.Take(
                    "Authentication Header", (reader.Rest.Bytes[1] + 2) * 4, Spi(reader.Rest.Bytes[4..]));
                Payload(ref reader, next, header);
                break;
            case IPProtocol.Gre:
                reader.Depth++;
                TransportLayers.Gre(ref reader);
                break;
            default:
                TransportLayers.Read(ref reader, protocol, header);
                break;
        }
    }

    private static string Spi(ReadOnlySpan<byte> bytes) => $"SPI 0x{BinaryPrimitives.ReadUInt32BigEndian(bytes):x8}";

    private static string IPv4(ReadOnlySpan<byte> packet, in IPHeader header)
    {
        int fragment = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]);
        string flags = ((fragment & 0x4000) != 0 ? ", DF" : string.Empty)
            + ((fragment & 0x2000) != 0 ? ", MF" : string.Empty)
            + (header.FragmentOffset is int offset ? $", offset {offset}" : string.Empty);
        string options = header.PayloadOffset > IPHeader.IPv4Length
            ? $", {header.PayloadOffset - IPHeader.IPv4Length} bytes of options"
            : string.Empty;
        return $"{LayerReader.Line(new PacketPart(packet, packet.Length), IPv4Addresses)}, TTL {header.HopLimit}, "
            + $"ID 0x{header.FragmentId:x4}{flags}{options}, {IPProtocolNames.Of(header.Protocol)}";
    }

    private static string IPv6(ReadOnlySpan<byte> packet, in IPHeader header)
    {
        uint first = BinaryPrimitives.ReadUInt32BigEndian(packet);
        string trafficClass = (first & 0x0FF00000) != 0 ? $", class 0x{(first >> 20) & 0xFF:x2}" : string.Empty;
        string label = (first & 0xFFFFF) != 0 ? $", flow 0x{first & 0xFFFFF:x5}" : string.Empty;
        return $"{LayerReader.Line(new PacketPart(packet, packet.Length), IPv6Addresses)}, "
            + $"hop limit {header.HopLimit}{trafficClass}{label}, {IPProtocolNames.Of((IPProtocol)packet[6])}";
    }

    private static void Extensions(
        ref LayerReader reader, ReadOnlySpan<byte> packet, in IPHeader header, string problem)
    {
        IPProtocol current = (IPProtocol)packet[6];
        for (int offset = IPHeader.IPv6Length; offset < header.PayloadOffset;)
        {
            int length = IPHeader.ExtensionLength(packet, current, offset);
            IPProtocol next = (IPProtocol)packet[offset];
            string fields = current switch
            {
                IPProtocol.Fragment => $"offset {BinaryPrimitives.ReadUInt16BigEndian(packet[(offset + 2)..]) & 0xFFF8}"
                    + ((packet[offset + 3] & 1) != 0 ? ", MF" : string.Empty)
                    + $", ID 0x{BinaryPrimitives.ReadUInt32BigEndian(packet[(offset + 4)..]):x8}, ",
                IPProtocol.Ah when length >= 8 => $"{Spi(packet[(offset + 4)..])}, ",
                _ => string.Empty,
            };
            reader.Take(ExtensionName(current), length, $"{fields}{IPProtocolNames.Of(next)}");
            (current, offset) = (next, offset + length);
        }

        if (problem.Length > 0)
        {
            reader.TakeRest(ExtensionName(header.Protocol), problem);
        }
    }

    private static string ExtensionName(IPProtocol header) => header switch
    {
        IPProtocol.HopByHop => "Hop-by-Hop Options",
        IPProtocol.Routing => "Routing Header",
        IPProtocol.Fragment => "Fragment Header",
        IPProtocol.Ah => "Authentication Header",
        _ => "Destination Options",
    };

    private static void IPv4Addresses(ref InfoWriter writer, PacketPart packet)
    {
        writer.IPv4Address(packet.Bytes.Slice(12, 4));
        writer.Text(" → ");
        writer.IPv4Address(packet.Bytes.Slice(16, 4));
    }

    private static void IPv6Addresses(ref InfoWriter writer, PacketPart packet)
    {
        writer.IPv6Address(packet.Bytes.Slice(8, 16));
        writer.Text(" → ");
        writer.IPv6Address(packet.Bytes.Slice(24, 16));
    }

    private static string Join(string fields, string problem) => problem.Length == 0 ? fields : $"{fields} {problem}";
}
