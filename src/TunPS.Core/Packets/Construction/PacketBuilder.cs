using System.Buffers.Binary;
using System.Net;

namespace TunPS;

/// <summary>
/// Makes packets with right lengths and checksums. All methods give one packet, or its fragments when it is longer than
/// <see cref="PacketSettings.Mtu"/>, and throw <see cref="ArgumentException"/> when the addresses are of different
/// families, when the payload is too long for the length fields, or when a setting makes no sense.
/// </summary>
public static class PacketBuilder
{
    private const int TcpFlagBits = 0x1FF;
    private const int IcmpHeaderLength = 8;
    private const int UdpHeaderLength = 8;
    private const int TcpHeaderLength = 20;
    private const int MssOptionLength = 4;

    /// <summary>Makes an echo request (ping) of ICMP or ICMPv6.</summary>
    /// <param name="source">The sender.</param>
    /// <param name="destination">The receiver, of the same family.</param>
    /// <param name="id">What the requests of one ping program have in common.</param>
    /// <param name="sequence">The number of the request.</param>
    /// <param name="payload">What is to come back.</param>
    /// <param name="settings">The headers below; null for the defaults.</param>
    public static IReadOnlyList<TunPacket> Echo(
        IPAddress source,
        IPAddress destination,
        ushort id = 1,
        ushort sequence = 1,
        ReadOnlySpan<byte> payload = default,
        PacketSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        bool isIPv6 = source.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        byte[] message = new byte[IcmpHeaderLength + payload.Length];
        message[0] = isIPv6 ? (byte)128 : (byte)8;
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4), id);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), sequence);
        payload.CopyTo(message.AsSpan(IcmpHeaderLength));
        return Raw(source, destination, isIPv6 ? IPProtocol.IcmpV6 : IPProtocol.Icmp, message, settings);
    }

    /// <summary>Makes a UDP datagram.</summary>
    /// <param name="source">The sender and its port.</param>
    /// <param name="destination">The receiver, of the same family, and its port.</param>
    /// <param name="payload">What it carries: at most 65507 bytes over IPv4, 65527 over IPv6.</param>
    /// <param name="settings">The headers below; null for the defaults.</param>
    public static IReadOnlyList<TunPacket> Udp(
        IPEndPoint source,
        IPEndPoint destination,
        ReadOnlySpan<byte> payload = default,
        PacketSettings? settings = null)
    {
        byte[] datagram = new byte[UdpHeaderLength + payload.Length];
        WritePorts(datagram, source, destination);

        // The length is left to who completes the checksum: more bytes than it can hold are refused before that.
        payload.CopyTo(datagram.AsSpan(UdpHeaderLength));
        return Raw(source.Address, destination.Address, IPProtocol.Udp, datagram, settings);
    }

    /// <summary>Makes a TCP segment.</summary>
    /// <param name="source">The sender and its port.</param>
    /// <param name="destination">The receiver, of the same family, and its port.</param>
    /// <param name="header">Numbers and flags; null for a SYN.</param>
    /// <param name="payload">What it carries.</param>
    /// <param name="settings">The headers below; null for the defaults.</param>
    public static IReadOnlyList<TunPacket> Tcp(
        IPEndPoint source,
        IPEndPoint destination,
        TcpHeader? header = null,
        ReadOnlySpan<byte> payload = default,
        PacketSettings? settings = null)
    {
        header ??= new TcpHeader();
        int headerLength = TcpHeaderLength + (header.Mss is null ? 0 : MssOptionLength);
        byte[] segment = new byte[headerLength + payload.Length];
        WritePorts(segment, source, destination);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(4), header.SequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(segment.AsSpan(8), header.AcknowledgmentNumber);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(12), (ushort)((headerLength / 4 << 12) | ((int)header.Flags & TcpFlagBits)));
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(14), header.Window);
        if (header.Mss is ushort mss)
        {
            segment[20] = 2;
            segment[21] = MssOptionLength;
            BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(22), mss);
        }

        payload.CopyTo(segment.AsSpan(headerLength));
        return Raw(source.Address, destination.Address, IPProtocol.Tcp, segment, settings);
    }

    /// <summary>
    /// Makes a packet of any protocol. Where its checksum is known (<see cref="Checksums"/>), the payload goes out with
    /// the right one.
    /// </summary>
    /// <param name="source">The sender.</param>
    /// <param name="destination">The receiver, of the same family.</param>
    /// <param name="protocol">What the packet carries.</param>
    /// <param name="payload">That, with its header.</param>
    /// <param name="settings">The headers below; null for the defaults.</param>
    public static IReadOnlyList<TunPacket> Raw(
        IPAddress source,
        IPAddress destination,
        IPProtocol protocol,
        ReadOnlySpan<byte> payload = default,
        PacketSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        settings ??= new PacketSettings();
        byte[] header = EthernetHeader.For(settings, source.AddressFamily);
        byte[] packet = NewIPHeader.Before(source, destination, protocol, payload, settings);
        _ = Checksums.Complete(packet, TunLayer.Tun);

        IReadOnlyList<byte[]> parts = settings.Mtu is int mtu && packet.Length > mtu
            ? settings.DontFragment
                ? throw new ArgumentException(
                    $"The packet has {packet.Length} bytes, more than the MTU {mtu}, and must not be fragmented.")
                : Fragments.Split(packet, mtu, settings.Identification ?? NewIPHeader.RandomIdentification())
            : [packet];
        TunLayer layer = header.Length == 0 ? TunLayer.Tun : TunLayer.Tap;
        return [.. parts.Select(part => new TunPacket([.. header, .. part], null, layer))];
    }

    private static void WritePorts(Span<byte> header, IPEndPoint source, IPEndPoint destination)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)destination.Port);
    }
}
