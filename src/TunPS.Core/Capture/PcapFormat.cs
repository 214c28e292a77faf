namespace TunPS;

/// <summary>The numbers of pcap files.</summary>
internal static class PcapFormat
{
    internal const uint MicrosecondMagic = 0xA1B2C3D4;
    internal const uint NanosecondMagic = 0xA1B23C4D;

    /// <summary>A variant of Alexey Kuznetzov's, whose packets have longer headers.</summary>
    internal const uint ModifiedMagic = 0xA1B2CD34;

    internal const int HeaderLength = 24;
    internal const int RecordHeaderLength = 16;
    internal const ushort MajorVersion = 2;
    internal const ushort MinorVersion = 4;
    internal const int SnapLengthOffset = 16;
    internal const int LinkTypeOffset = 20;

    /// <summary>
    /// Packets of more bytes are refused by Wireshark and libpcap, and the rest of the file with them.
    /// </summary>
    internal const int MaxPacketLength = 262_144;
}
