using System.Buffers.Binary;

namespace TunPS;

/// <summary>Where the parts of an Ethernet frame are. Reading one never fails; what is not there is absent.</summary>
internal readonly struct EthernetFrame
{
    private const int AddressLength = 6;
    private const int TypeOffset = 12;
    private const int VlanTagLength = 4;
    private const EtherType OldProviderBridging = (EtherType)0x9100;

    private EthernetFrame(EtherType? type, int payloadOffset)
    {
        Type = type;
        PayloadOffset = payloadOffset;
    }

    /// <summary>What the frame carries behind any VLAN tags; null when it ends before that.</summary>
    internal EtherType? Type { get; }

    /// <summary>Where that begins.</summary>
    internal int PayloadOffset { get; }

    internal static EthernetFrame Read(ReadOnlySpan<byte> frame)
    {
        for (int offset = TypeOffset; offset + sizeof(ushort) <= frame.Length; offset += VlanTagLength)
        {
            EtherType type = (EtherType)BinaryPrimitives.ReadUInt16BigEndian(frame[offset..]);
            if (!IsTag(type))
            {
                return new EthernetFrame(type, offset + sizeof(ushort));
            }
        }

        return new EthernetFrame(null, frame.Length);
    }

    /// <summary>True for a VLAN tag, also that of bridges from before IEEE 802.1ad.</summary>
    internal static bool IsTag(EtherType type)
        => type is EtherType.Vlan or EtherType.ProviderBridging or OldProviderBridging;

    /// <summary>True when one of the tags is of that type.</summary>
    internal static bool HasTag(ReadOnlySpan<byte> frame, EtherType wanted)
    {
        EtherType? type = null;
        for (int offset = TypeOffset; type != wanted && offset + sizeof(ushort) <= frame.Length; offset += VlanTagLength)
        {
            type = (EtherType)BinaryPrimitives.ReadUInt16BigEndian(frame[offset..]);
            if (!IsTag(type.Value))
            {
                return false;
            }
        }

        return type == wanted;
    }

    /// <summary>The number of the outermost VLAN; null in a frame without a tag.</summary>
    internal static int? VlanId(ReadOnlySpan<byte> frame)
        => frame.Length >= TypeOffset + VlanTagLength
            && IsTag((EtherType)BinaryPrimitives.ReadUInt16BigEndian(frame[TypeOffset..]))
                ? BinaryPrimitives.ReadUInt16BigEndian(frame[(TypeOffset + sizeof(ushort))..]) & 0xFFF
                : null;

    internal static ReadOnlySpan<byte> Destination(ReadOnlySpan<byte> frame)
        => frame.Length < AddressLength ? default : frame[..AddressLength];

    internal static ReadOnlySpan<byte> Source(ReadOnlySpan<byte> frame)
        => frame.Length < 2 * AddressLength ? default : frame[AddressLength..(2 * AddressLength)];
}
