using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TunPS;

/// <summary>Makes IP headers, without their checksum.</summary>
internal static class NewIPHeader
{
    private const int IPv4Length = 20;
    private const int IPv6Length = 40;
    private const int DontFragmentFlag = 0x4000;

    /// <summary>A packet of a header and the payload.</summary>
    /// <exception cref="ArgumentException">The families differ, or something does not fit its field.</exception>
    internal static byte[] Before(
        IPAddress source,
        IPAddress destination,
        IPProtocol protocol,
        ReadOnlySpan<byte> payload,
        PacketSettings settings)
    {
        if (source.AddressFamily != destination.AddressFamily)
        {
            throw new ArgumentException(
                $"One of the addresses {source} and {destination} is IPv4, the other IPv6: "
                + "a packet has two of one family.");
        }

        bool isIPv6 = source.AddressFamily == AddressFamily.InterNetworkV6;
        int maxLength = ushort.MaxValue - (isIPv6 ? 0 : IPv4Length);
        if (payload.Length > maxLength)
        {
            throw new ArgumentException(
                $"{payload.Length} bytes of {protocol}, its header included, are more than the {maxLength} "
                + $"that a packet of {(isIPv6 ? "IPv6" : "IPv4")} can carry.");
        }

        byte[] packet = isIPv6
            ? WriteIPv6(source, destination, protocol, payload.Length, settings)
            : WriteIPv4(source, destination, protocol, payload.Length, settings);
        payload.CopyTo(packet.AsSpan(packet.Length - payload.Length));
        return packet;
    }

    internal static uint RandomIdentification() => (uint)Random.Shared.NextInt64(1, uint.MaxValue);

    private static byte[] WriteIPv4(
        IPAddress source, IPAddress destination, IPProtocol protocol, int payloadLength, PacketSettings settings)
    {
        if (settings.Identification > ushort.MaxValue)
        {
            throw new ArgumentException(
                $"The identification of IPv4 has 16 bits: 0 to 65535, and not {settings.Identification}.");
        }

        // A packet that nobody may fragment needs none (RFC 6864).
        uint identification = settings.Identification ?? (settings.DontFragment ? 0 : RandomIdentification());
        byte[] packet = new byte[IPv4Length + payloadLength];
        packet[0] = 0x45;
        packet[1] = settings.TrafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)identification);
        BinaryPrimitives.WriteUInt16BigEndian(
            packet.AsSpan(6), settings.DontFragment ? (ushort)DontFragmentFlag : (ushort)0);
        packet[8] = settings.HopLimit;
        packet[9] = (byte)protocol;
        source.GetAddressBytes().CopyTo(packet, 12);
        destination.GetAddressBytes().CopyTo(packet, 16);
        return packet;
    }

    private static byte[] WriteIPv6(
        IPAddress source, IPAddress destination, IPProtocol protocol, int payloadLength, PacketSettings settings)
    {
        byte[] packet = new byte[IPv6Length + payloadLength];
        packet[0] = (byte)(0x60 | (settings.TrafficClass >> 4));
        packet[1] = (byte)(settings.TrafficClass << 4);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)payloadLength);
        packet[6] = (byte)protocol;
        packet[7] = settings.HopLimit;
        source.GetAddressBytes().CopyTo(packet, 8);
        destination.GetAddressBytes().CopyTo(packet, 24);
        return packet;
    }
}
