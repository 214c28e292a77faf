using System.Buffers.Binary;
using System.Globalization;

namespace TunPS;

/// <summary>
/// What a capture's packets begin with, by the number that the file gives (LINKTYPE_ at tcpdump.org).
/// </summary>
internal static class LinkLayer
{
    internal const int Null = 0;
    internal const int Ethernet = 1;
    internal const int RawOfBsd = 12;
    internal const int RawOfOpenBsd = 14;
    internal const int Raw = 101;
    internal const int Loop = 108;
    internal const int Cooked = 113;
    internal const int IPv4 = 228;
    internal const int IPv6 = 229;
    internal const int Cooked2 = 276;

    private const int FamilyLength = 4;
    private const int CookedLength = 16;
    private const int CookedProtocolOffset = 14;
    private const int Cooked2Length = 20;

    /// <summary>What we write.</summary>
    internal static int Of(TunLayer layer) => layer == TunLayer.Tap ? Ethernet : Raw;

    /// <summary>What a whole packet of a link type is; null when it is no packet of ours as it stands.</summary>
    internal static TunLayer? LayerOf(int linkType) => linkType switch
    {
        Ethernet => TunLayer.Tap,
        Raw or RawOfBsd or RawOfOpenBsd or IPv4 or IPv6 => TunLayer.Tun,
        _ => null,
    };

    /// <summary>Finds the IP packet or Ethernet frame behind what the link layer puts before it.</summary>
    /// <returns>False for what is neither.</returns>
    internal static bool TryUnwrap(int linkType, ReadOnlySpan<byte> bytes, out TunLayer layer, out int offset)
    {
        offset = 0;
        layer = LayerOf(linkType) ?? TunLayer.Tun;
        switch (linkType)
        {
            case Null or Loop:
                offset = FamilyLength;
                return bytes.Length >= offset && IsFamilyOfIP(bytes);
            case Cooked:
                offset = CookedLength;
                return bytes.Length >= offset && IsIP(bytes[CookedProtocolOffset..]);
            case Cooked2:
                offset = Cooked2Length;
                return bytes.Length >= offset && IsIP(bytes);
            default:
                return LayerOf(linkType) is not null;
        }
    }

    /// <summary>Why such packets are passed over.</summary>
    internal static string Describe(int linkType) => linkType switch
    {
        Null or Loop => $"not IP on a loopback device (link type {Number(linkType)})",
        Cooked or Cooked2 => $"not IP in a Linux cooked capture (link type {Number(linkType)})",
        105 or 119 or 127 or 163 => $"Wi-Fi frames (link type {Number(linkType)})",
        _ => $"link type {Number(linkType)}",
    };

    // The family is in the byte order of whichever machine captured, and IPv6 has a number of its own on each system:
    // Linux, Windows, NetBSD and OpenBSD, FreeBSD, macOS.
    private static bool IsFamilyOfIP(ReadOnlySpan<byte> bytes)
        => IsFamilyOfIP(BinaryPrimitives.ReadUInt32BigEndian(bytes))
            || IsFamilyOfIP(BinaryPrimitives.ReadUInt32LittleEndian(bytes));

    private static bool IsFamilyOfIP(uint family) => family is 2 or 10 or 23 or 24 or 28 or 30;

    private static bool IsIP(ReadOnlySpan<byte> protocol)
        => BinaryPrimitives.ReadUInt16BigEndian(protocol) is 0x0800 or 0x86DD;

    private static string Number(int linkType) => linkType.ToString(CultureInfo.InvariantCulture);
}
