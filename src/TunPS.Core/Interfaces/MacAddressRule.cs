using System.Net.NetworkInformation;

namespace TunPS;

/// <summary>What a MAC address of an interface has to be, checked before the kernel sees it.</summary>
internal static class MacAddressRule
{
    /// <summary>The length in bytes.</summary>
    internal const int Length = 6;

    private const byte GroupBit = 1;

    /// <summary>Null for a good address, otherwise what is wrong with it, as a sentence.</summary>
    internal static string? FindProblem(PhysicalAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        return bytes.Length != Length ? $"A MAC address has {Length} bytes; '{address}' has {bytes.Length}."
            : (bytes[0] & GroupBit) != 0
            ? $"The MAC address {Show(bytes)} is one of a group: the first byte of an interface's own is even."
            : bytes.All(part => part == 0) ? $"The MAC address {Show(bytes)} belongs to nobody."
            : null;
    }

    /// <summary>02:00:5e:10:00:00, as ip(8) writes it.</summary>
    internal static string Show(PhysicalAddress address) => Show(address.GetAddressBytes());

    private static string Show(byte[] bytes) => string.Join(':', bytes.Select(part => $"{part:x2}"));
}
