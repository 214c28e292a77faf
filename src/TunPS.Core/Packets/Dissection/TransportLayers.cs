using System.Buffers.Binary;

namespace TunPS;

/// <summary>The layers of what an IP packet carries.</summary>
internal static class TransportLayers
{
    private const int PacketTooBig = 2;

    internal static void Read(ref LayerReader reader, IPProtocol protocol, in IPHeader header)
    {
        PacketPart part = reader.Rest;
        int hopLimit = header.HopLimit;
        int version = header.Version;
        switch (protocol)
        {
            case IPProtocol.Tcp:
                Tcp(ref reader);
                break;
            case IPProtocol.Udp:
                Udp(ref reader, version);
                break;
            case IPProtocol.Icmp:
                reader.Take("ICMP", IcmpInfo.HeaderLength, LayerReader.Line(
                    part, (ref InfoWriter writer, PacketPart part) => IcmpInfo.Write(ref writer, part, hopLimit)));
                break;
            case IPProtocol.IcmpV6:
                reader.Take("ICMPv6", IcmpV6Length(part.Bytes), IcmpV6(part, hopLimit));
                break;
            case IPProtocol.Igmp:
                reader.TakeRest("IGMP", LayerReader.Line(part, IgmpInfo.Write));
                break;
            case IPProtocol.NoNextHeader when version == 6:
                break;
            default:
                reader.TakePayload(
                    $"{IPProtocolNames.Of(protocol)} ({(int)protocol}), {Quantity.Of(part.Length, "byte")}");
                break;
        }
    }

    internal static void Gre(ref LayerReader reader)
    {
        ReadOnlySpan<byte> bytes = reader.Rest.Bytes;
        if (bytes.Length < 4)
        {
            reader.TakeRest("GRE", LayerReader.Line(reader.Rest, GreInfo.Write));
            return;
        }

        EtherType type = (EtherType)BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        bool isKnown = (bytes[0] & GreInfo.RoutingBit) == 0;
        reader.Take("GRE", isKnown ? GreInfo.HeaderLength(bytes) : 4, FrameInfo.Name(type));
        if (isKnown && type is EtherType.IPv4 or EtherType.IPv6)
        {
            IPLayers.Read(ref reader);
        }
        else if (isKnown && type == GreInfo.BridgedEthernet)
        {
            FrameLayers.Read(ref reader);
        }
    }

    private static void Tcp(ref LayerReader reader)
    {
        PacketPart part = reader.Rest;
        ReadOnlySpan<byte> segment = part.Bytes;
        string line = LayerReader.Line(part, TcpInfo.WriteSegment);
        int length = segment.Length < TcpInfo.HeaderLength ? part.Length : (segment[12] >> 4) * 4;
        bool isSound = length >= TcpInfo.HeaderLength && length <= part.Length;
        bool isDns = segment.Length >= TcpInfo.HeaderLength && DnsInfo.IsOverTcp(part);
        reader.Take("TCP", isSound ? length : TcpInfo.HeaderLength, line);
        if (isDns)
        {
            int message = sizeof(ushort) + BinaryPrimitives.ReadUInt16BigEndian(reader.Rest.Bytes);
            reader.Take("DNS", message, LayerReader.Line(
                reader.Rest.First(message).From(sizeof(ushort)),
                (ref InfoWriter writer, PacketPart part) => DnsInfo.Write(ref writer, part, isMulticast: false)));
        }
    }

    private static void Udp(ref LayerReader reader, int version)
    {
        PacketPart part = reader.Rest;
        ReadOnlySpan<byte> datagram = part.Bytes;
        string line = LayerReader.Line(
            part, (ref InfoWriter writer, PacketPart part) => UdpInfo.WriteDatagram(ref writer, part, version));
        int length = datagram.Length < UdpInfo.HeaderLength ? 0 : BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]);
        reader.Take("UDP", UdpInfo.HeaderLength, line);
        if (length < UdpInfo.HeaderLength || length > part.Length)
        {
            return;
        }

        PacketPart behind = reader.Limit(length - UdpInfo.HeaderLength);
        if (WellKnownPort.Name(datagram, reader.Rest.Length) is string name)
        {
            reader.TakeRest(name, LayerReader.Line(part.First(length), WriteWellKnown));
        }

        reader.Continue(behind);
    }

    private static void WriteWellKnown(ref InfoWriter writer, PacketPart datagram)
        => WellKnownPort.Write(ref writer, datagram.From(UdpInfo.HeaderLength), datagram.Bytes);

    private static int IcmpV6Length(ReadOnlySpan<byte> message)
        => message.Length > 0 && message[0] is >= 130 and <= 160 ? int.MaxValue : IcmpV6Info.HeaderLength;

    private static string IcmpV6(PacketPart part, int hopLimit)
    {
        string line = LayerReader.Line(
            part, (ref InfoWriter writer, PacketPart part) => IcmpV6Info.Write(ref writer, part, hopLimit));
        return part.Bytes.Length >= IcmpV6Info.HeaderLength && part.Bytes[0] == PacketTooBig
            ? $"{line}, MTU {BinaryPrimitives.ReadUInt32BigEndian(part.Bytes[4..])}"
            : line;
    }
}
