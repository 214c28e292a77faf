namespace TunPS;

/// <summary>The numbers of pcapng files.</summary>
internal static class PcapngFormat
{
    internal const uint SectionHeader = 0x0A0D0D0A;
    internal const uint InterfaceDescription = 1;
    internal const uint ObsoletePacket = 2;
    internal const uint SimplePacket = 3;
    internal const uint EnhancedPacket = 6;

    internal const uint ByteOrderMagic = 0x1A2B3C4D;
    internal const ushort MajorVersion = 1;

    /// <summary>Nobody knows how long the section will be.</summary>
    internal const long UnknownSectionLength = -1;

    internal const int SectionLengthOffset = 16;

    internal const ushort EndOfOptions = 0;
    internal const ushort InterfaceName = 2;
    internal const ushort HostSystem = 3;
    internal const ushort Application = 4;
    internal const ushort TimeResolution = 9;
    internal const ushort TimeOffset = 14;

    /// <summary>Type and length, and the length once more at the end.</summary>
    internal const int BlockHeaderLength = 8;
    internal const int BlockTrailerLength = 4;
    internal const int MinBlockLength = BlockHeaderLength + BlockTrailerLength;

    internal const int SectionHeaderLength = 28;
    internal const int InterfaceDescriptionLength = 20;
    internal const int PacketBlockLength = 32;
    internal const int SimplePacketLength = 16;
    internal const int OptionHeaderLength = 4;

    /// <summary>Everything in a file begins at a multiple of four bytes.</summary>
    internal static int Pad(int length) => (length + 3) & ~3;
}
