using System.Buffers.Binary;

namespace TunPS;

/// <summary>The layers of an Ethernet frame.</summary>
internal static class FrameLayers
{
    private const int HeaderLength = 14;
    private const int TagLength = 4;

    internal static void Read(ref LayerReader reader)
    {
        ReadOnlySpan<byte> frame = reader.Rest.Bytes;
        if (frame.Length < HeaderLength)
        {
            reader.TakeRest("Ethernet", LayerReader.Line(
                reader.Rest, (ref InfoWriter writer, PacketPart part) => writer.CutOff(part, HeaderLength, "header")));
            return;
        }

        EtherType type = (EtherType)BinaryPrimitives.ReadUInt16BigEndian(frame[(HeaderLength - 2)..]);
        reader.Take("Ethernet", HeaderLength, $"{LayerReader.Line(reader.Rest, Addresses)}, {FrameInfo.Name(type)}");
        while (EthernetFrame.IsTag(type))
        {
            ReadOnlySpan<byte> tag = reader.Rest.Bytes;
            if (tag.Length < TagLength)
            {
                reader.TakeRest("VLAN", LayerReader.Line(
                    reader.Rest, (ref InfoWriter writer, PacketPart part) => writer.CutOff(part, TagLength, "tag")));
                return;
            }

            int control = BinaryPrimitives.ReadUInt16BigEndian(tag);
            type = (EtherType)BinaryPrimitives.ReadUInt16BigEndian(tag[2..]);
            string eligible = (control & 0x1000) != 0 ? ", DEI" : string.Empty;
            reader.Take(
                "VLAN", TagLength, $"ID {control & 0xFFF}, priority {control >> 13}{eligible}, {FrameInfo.Name(type)}");
        }

        Payload(ref reader, type);
    }

    private static void Payload(ref LayerReader reader, EtherType type)
    {
        if (type is EtherType.IPv4 or EtherType.IPv6)
        {
            IPLayers.Read(ref reader);
            reader.TakeRest("Trailer", string.Empty);
        }
        else if (type == EtherType.Arp)
        {
            ReadOnlySpan<byte> packet = reader.Rest.Bytes;
            int length = packet.Length < 8 ? int.MaxValue : 8 + (2 * (packet[4] + packet[5]));
            string summary = LayerReader.Line(reader.Rest, ArpInfo.Write);
            reader.Take("ARP", Math.Min(length, reader.Rest.Length), summary);
            reader.TakeRest("Trailer", string.Empty);
        }
        else
        {
            reader.TakePayload();
        }
    }

    private static void Addresses(ref InfoWriter writer, PacketPart frame)
    {
        writer.MacAddress(EthernetFrame.Source(frame.Bytes));
        writer.Text(" → ");
        writer.MacAddress(EthernetFrame.Destination(frame.Bytes));
    }
}
