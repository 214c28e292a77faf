using System.Buffers.Binary;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace TunPS;

/// <summary>Makes Ethernet headers.</summary>
internal static class EthernetHeader
{
    private const int AddressLength = 6;
    private const int MaxVlanId = 0xFFF;

    /// <summary>The header that the settings ask for, before an IP packet of a family; empty when for none.</summary>
    /// <exception cref="ArgumentException">There is but one address, or something is out of range.</exception>
    internal static byte[] For(PacketSettings settings, AddressFamily family)
    {
        if (settings is { SourceMacAddress: null, DestinationMacAddress: null, VlanId: null })
        {
            return [];
        }

        if (settings.SourceMacAddress is null || settings.DestinationMacAddress is null)
        {
            throw new ArgumentException(
                "An Ethernet frame needs both MAC addresses, that of the source and that of the destination.");
        }

        EtherType type = family == AddressFamily.InterNetworkV6 ? EtherType.IPv6 : EtherType.IPv4;
        byte[] tag = settings.VlanId switch
        {
            null => [],
            int id and >= 0 and <= MaxVlanId => [.. Number((int)EtherType.Vlan), .. Number(id)],
            int id => throw new ArgumentException($"A VLAN has a number of 0 to {MaxVlanId}, and not {id}."),
        };
        return
        [
            .. Bytes(settings.DestinationMacAddress),
            .. Bytes(settings.SourceMacAddress),
            .. tag,
            .. Number((int)type),
        ];
    }

    /// <exception cref="ArgumentException">It is not one of Ethernet.</exception>
    internal static byte[] Bytes(PhysicalAddress address)
        => address.GetAddressBytes() is { Length: AddressLength } bytes
            ? bytes
            : throw new ArgumentException(
                $"'{address}' is no MAC address of Ethernet: it does not have {AddressLength} bytes.");

    private static byte[] Number(int value)
    {
        byte[] bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }
}
