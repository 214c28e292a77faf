using System.Net;
using System.Net.Sockets;

namespace TunPS;

/// <summary>Makes the packet that answers another one.</summary>
public static class PacketReply
{
    private const int DefaultHopLimit = 64;
    private const int EchoHeaderLength = 8;
    private const int UdpHeaderLength = 8;

    /// <summary>
    /// Answers a packet: the ends are swapped; an echo request gets its reply, a UDP datagram one with the given
    /// payload, a TCP segment one with the numbers that follow from it, an ARP request or a neighbor solicitation the
    /// MAC address, and what is of any other protocol a packet of that protocol with the given payload.
    /// </summary>
    /// <param name="packet">The packet to answer.</param>
    /// <param name="settings">What does not follow from it; null for the usual.</param>
    /// <returns>The reply, or its fragments when it is longer than the MTU that was given.</returns>
    /// <exception cref="FormatException">That packet cannot be answered; the message says why.</exception>
    /// <exception cref="ArgumentException">A setting makes no sense.</exception>
    public static IReadOnlyList<TunPacket> Create(TunPacket packet, ReplySettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(packet);
        settings ??= new ReplySettings();
        ReadOnlySpan<byte> data = packet.Data;
        EthernetFrame frame = packet.Layer == TunLayer.Tap ? EthernetFrame.Read(data) : default;
        ReadOnlySpan<byte> datagram = data[frame.PayloadOffset..];
        if (packet.Layer == TunLayer.Tap && frame.Type == EtherType.Arp)
        {
            byte[] header = ReplyFrame.Header(packet, frame, settings.SourceMacAddress ?? throw NoMacAddress("ARP"));
            byte[] answer = [.. header, .. NeighborReply.ToArp(datagram, settings)];
            return [new TunPacket(answer, packet.Device, TunLayer.Tap)];
        }

        if (packet.Layer == TunLayer.Tap && frame.Type is not (EtherType.IPv4 or EtherType.IPv6))
        {
            throw new FormatException($"A frame without an IP packet has no known reply: {packet.Info}.");
        }

        return CreateIP(packet, frame, datagram, settings);
    }

    internal static FormatException NoMacAddress(string protocol)
        => new($"The reply to a question of {protocol} needs the MAC address that was asked for: give the source's.");

    private static IReadOnlyList<TunPacket> CreateIP(
        TunPacket packet, in EthernetFrame frame, ReadOnlySpan<byte> datagram, ReplySettings settings)
    {
        IPHeader header = IPHeader.Read(datagram);
        if (packet.OriginalLength > packet.Length)
        {
            throw new FormatException("The packet cannot be answered: a capture has cut it, and only the whole can be.");
        }

        if (header.Problem != IPProblem.None)
        {
            throw new FormatException($"The packet cannot be answered: {packet.Info}.");
        }

        if (header.FragmentOffset is not null)
        {
            throw new FormatException(
                "The packet is a fragment: only the whole that it belongs to can be answered.");
        }

        ReadOnlySpan<byte> payload = header.Payload(datagram);
        bool isSolicitation = NeighborReply.IsSolicitation(header, payload);
        IPAddress destination = packet.Source!;
        if (ReplyEnds.IsNoHost(destination) && !isSolicitation)
        {
            throw new FormatException($"Nobody can be answered at the address {destination}.");
        }

        IPAddress source = settings.Source
            ?? (isSolicitation ? NeighborReply.Target(payload) : packet.Destination!);
        if (settings.Source is null && ReplyEnds.IsNoHost(source))
        {
            throw new FormatException(
                $"The packet goes to {source}, which is not one host: give the source of the reply.");
        }

        PacketSettings ip = new()
        {
            HopLimit = isSolicitation ? byte.MaxValue : settings.HopLimit ?? DefaultHopLimit,
            TrafficClass = settings.TrafficClass,
            Identification = settings.Identification,
            DontFragment = settings.DontFragment,
            Mtu = settings.Mtu,
        };
        IReadOnlyList<TunPacket> replies = isSolicitation
            ? NeighborReply.ToSolicitation(source, destination, settings, ip)
            : header.Protocol switch
            {
                IPProtocol.Icmp or IPProtocol.IcmpV6
                    => ToEcho(header.Protocol, payload, source, destination, settings, ip),
                IPProtocol.Udp => ToUdp(payload, source, destination, settings, ip),
                IPProtocol.Tcp => TcpReply.Create(payload, source, destination, settings, ip),
                _ => PacketBuilder.Raw(source, destination, header.Protocol, PayloadOf(settings), ip),
            };
        byte[] ethernet = packet.Layer == TunLayer.Tap
            ? ReplyFrame.Header(packet, frame, settings.SourceMacAddress)
            : [];
        return [.. replies.Select(reply => new TunPacket([.. ethernet, .. reply.Data], packet.Device, packet.Layer))];
    }

    private static IReadOnlyList<TunPacket> ToEcho(
        IPProtocol protocol,
        ReadOnlySpan<byte> request,
        IPAddress source,
        IPAddress destination,
        ReplySettings settings,
        PacketSettings ip)
    {
        bool isIPv6 = destination.AddressFamily == AddressFamily.InterNetworkV6;
        (byte requestType, byte replyType) = isIPv6 ? ((byte)128, (byte)129) : ((byte)8, (byte)0);
        if (request.Length < EchoHeaderLength || request[0] != requestType || isIPv6 != (protocol == IPProtocol.IcmpV6))
        {
            throw new FormatException("Of ICMP messages only echo requests and neighbor solicitations are answered.");
        }

        ReadOnlySpan<byte> payload = settings.Payload is { } given ? given.Span : request[EchoHeaderLength..];
        byte[] reply = [.. request[..EchoHeaderLength], .. payload];
        reply[0] = replyType;
        return PacketBuilder.Raw(source, destination, protocol, reply, ip);
    }

    private static IReadOnlyList<TunPacket> ToUdp(
        ReadOnlySpan<byte> datagram, IPAddress source, IPAddress destination, ReplySettings settings, PacketSettings ip)
    {
        if (datagram.Length < UdpHeaderLength)
        {
            throw new FormatException(
                $"The packet is malformed: UDP header cut off after {Quantity.Of(datagram.Length, "byte")}.");
        }

        (IPEndPoint from, IPEndPoint to) = ReplyEnds.Swap(datagram, source, destination);
        return PacketBuilder.Udp(from, to, PayloadOf(settings), ip);
    }

    private static ReadOnlySpan<byte> PayloadOf(ReplySettings settings)
        => settings.Payload is { } given ? given.Span : default;
}
