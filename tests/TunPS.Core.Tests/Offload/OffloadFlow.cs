using System.Buffers.Binary;
using System.Net;

namespace TunPS.Core.Tests.Offload;

/// <summary>Makes the packets of one TCP or UDP flow, ordinary ones and super-packets, field by field.</summary>
internal sealed record OffloadFlow
{
    internal const string Macs = "02005e100001 02005e100002 ";

    internal bool IsIPv6 { get; init; }

    internal bool IsTcp { get; init; }

    /// <summary>Addresses and VLAN tags in hexadecimal; null on a TUN device.</summary>
    internal string? Link { get; init; }

    /// <summary>IPv6 extension headers in hexadecimal, each but for its first byte, with its number in front.</summary>
    internal (byte Number, string Body)[] Extensions { get; init; } = [];

    internal string TcpOptions { get; init; } = string.Empty;

    internal string IPv4Options { get; init; } = string.Empty;

    internal string Source { get; init; } = "1";

    internal byte TrafficClass { get; init; }

    internal byte HopLimit { get; init; } = 64;

    internal bool DontFragment { get; init; } = true;

    internal ushort Port { get; init; } = 40000;

    internal uint Acknowledgment { get; init; } = 7;

    internal ushort Window { get; init; } = 500;

    internal int FlowLabel { get; init; }

    internal TunLayer Layer => Link is null ? TunLayer.Tun : TunLayer.Tap;

    internal byte[] LinkHeader
        => Link is null ? [] : [.. Bytes.Hex(Link), .. IsIPv6 ? [0x86, 0xDD] : (byte[])[8, 0]];

    /// <summary>Where the IP header begins.</summary>
    internal int NetworkOffset => LinkHeader.Length;

    internal int TransportOffset => NetworkOffset
        + (IsIPv6 ? 40 + Extensions.Sum(each => 1 + Bytes.Hex(each.Body).Length) : 20 + Bytes.Hex(IPv4Options).Length);

    internal int HeaderLength => TransportOffset + (IsTcp ? 20 + Bytes.Hex(TcpOptions).Length : 8);

    /// <summary>An ordinary packet with all checksums.</summary>
    internal byte[] Packet(
        byte[] payload, uint sequence = 1, int id = 100, TcpFlags flags = TcpFlags.Ack)
    {
        byte[] packet = Make(payload, sequence, id, flags);
        Assert.Equal(ChecksumStatus.Complete, Checksums.Complete(packet, Layer));
        return packet;
    }

    /// <summary>A packet as the kernel gives it: its checksum field has the sum of the pseudo header.</summary>
    internal byte[] Super(byte[] payload, uint sequence = 1, int id = 100, TcpFlags flags = TcpFlags.Ack)
    {
        byte[] packet = Packet(payload, sequence, id, flags);
        int length = packet.Length - TransportOffset;
        byte[] ip = packet[NetworkOffset..];
        byte[] pseudo =
        [
            .. IsIPv6 ? ip[8..40] : ip[12..20],
            .. Bytes.Number(length, 4),
            .. Bytes.Number(IsTcp ? 6 : 17, 4),
        ];
        int sum = (ushort)~SlowChecksum.Of(pseudo);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(TransportOffset + (IsTcp ? 16 : 6)), (ushort)sum);
        return packet;
    }

    /// <summary>The virtio header of a super-packet.</summary>
    internal VirtioHeader Header(int segmentSize) => new()
    {
        Flags = VirtioHeader.VIRTIO_NET_HDR_F_NEEDS_CSUM,
        GsoType = !IsTcp ? VirtioHeader.VIRTIO_NET_HDR_GSO_UDP_L4
            : IsIPv6 ? VirtioHeader.VIRTIO_NET_HDR_GSO_TCPV6
            : VirtioHeader.VIRTIO_NET_HDR_GSO_TCPV4,
        HeaderLength = (ushort)HeaderLength,
        SegmentSize = (ushort)segmentSize,
        ChecksumStart = (ushort)TransportOffset,
        ChecksumOffset = (ushort)(IsTcp ? 16 : 6),
    };

    private byte[] Make(byte[] payload, uint sequence, int id, TcpFlags flags)
    {
        byte[] options = Bytes.Hex(TcpOptions);
        byte[] ports = [.. Bytes.Number(Port, 2), .. Bytes.Number(53, 2)];
        byte[] transport = IsTcp
            ?
            [
                .. ports, .. Bytes.Number((int)sequence, 4), .. Bytes.Number((int)Acknowledgment, 4),
                .. Bytes.Number(((5 + (options.Length / 4)) << 12) | (int)flags, 2), .. Bytes.Number(Window, 2),
                0, 0, 0, 0, .. options,
            ]
            : [.. ports, .. Bytes.Number(8 + payload.Length, 2), 0, 0];
        return [.. LinkHeader, .. IsIPv6 ? IPv6(transport, payload) : IPv4(transport, payload, id)];
    }

    private byte[] IPv4(byte[] transport, byte[] payload, int id)
    {
        byte[] options = Bytes.Hex(IPv4Options);
        int headerLength = 20 + options.Length;
        return
        [
            (byte)(0x40 | (headerLength / 4)), TrafficClass,
            .. Bytes.Number(headerLength + transport.Length + payload.Length, 2), .. Bytes.Number(id & 0xFFFF, 2),
            (byte)(DontFragment ? 0x40 : 0), 0, HopLimit, (byte)(IsTcp ? 6 : 17), 0, 0,
            .. Bytes.Address($"192.0.2.{Source}"), .. Bytes.Address("198.51.100.1"),
            .. options, .. transport, .. payload,
        ];
    }

    private byte[] IPv6(byte[] transport, byte[] payload)
    {
        byte protocol = (byte)(IsTcp ? 6 : 17);
        List<byte> extensions = [];
        for (int i = 0; i < Extensions.Length; i++)
        {
            extensions.Add(i + 1 < Extensions.Length ? Extensions[i + 1].Number : protocol);
            extensions.AddRange(Bytes.Hex(Extensions[i].Body));
        }

        return
        [
            .. Bytes.Number((6 << 28) | (TrafficClass << 20) | FlowLabel, 4),
            .. Bytes.Number(extensions.Count + transport.Length + payload.Length, 2),
            Extensions.Length > 0 ? Extensions[0].Number : protocol, HopLimit,
            .. IPAddress.Parse($"2001:db8::{Source}").GetAddressBytes(), .. Bytes.Address("2001:db8:1::1"),
            .. extensions, .. transport, .. payload,
        ];
    }
}
