using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace TunPS;

/// <summary>IP addresses as people write them. Compiled into the module as well.</summary>
internal static class IPAddressText
{
    /// <summary>Reads an IP address in its usual form, and no other: no name, no prefix length, no port.</summary>
    /// <param name="text">The address.</param>
    /// <param name="address">The address; null when it is none.</param>
    /// <param name="allowZone">Whether the interface of a link-local address may be named: fe80::1%tun0.</param>
    internal static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address, bool allowZone = false)
    {
        // IPAddress also takes 1, 0x7f.1 and 010.1.1.1 for IPv4; only the dotted decimal form comes back the same.
        bool isGood = IPAddress.TryParse(text, out address)
            && (address.AddressFamily != AddressFamily.InterNetwork || address.ToString() == text)
            && (allowZone || !text.Contains('%', StringComparison.Ordinal))
            && !text.Contains('[', StringComparison.Ordinal);
        address = isGood ? address : null;
        return isGood;
    }
}
