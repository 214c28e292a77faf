using System.Buffers.Binary;

namespace TunPS;

/// <summary>Where the parts of an Ethernet frame are. Reading one never fails; what is not there is absent.</summary>
internal readonly struct EthernetFrame
{
    private const int AddressLength = 6;
    private const int TypeOffset = 12;
    private const int VlanTagLength = 4;

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
            if (type is not (EtherType.Vlan or EtherType.ProviderBridging))
            {
                return new EthernetFrame(type, offset + sizeof(ushort));
            }
        }

        return new EthernetFrame(null, frame.Length);
    }

    internal static ReadOnlySpan<byte> Destination(ReadOnlySpan<byte> frame)
        => frame.Length < AddressLength ? default : frame[..AddressLength];

    internal static ReadOnlySpan<byte> Source(ReadOnlySpan<byte> frame)
        => frame.Length < 2 * AddressLength ? default : frame[AddressLength..(2 * AddressLength)];
}
