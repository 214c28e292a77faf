using System.Net.NetworkInformation;

namespace TunPS;

/// <summary>Reads MAC addresses, in any of the forms in which people write them.</summary>
internal static class MacAddressText
{
    /// <exception cref="FormatException">The text is no MAC address.</exception>
    internal static PhysicalAddress Parse(string text)
        => PhysicalAddress.TryParse(text, out PhysicalAddress? address)
            ? address
            : throw new FormatException($"'{text}' is no MAC address. Write it as 02:00:5e:00:53:01.");
}
