using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace TunPS;

/// <summary>IP addresses as people write them.</summary>
internal static class IPAddressText
{
    /// <summary>Reads an IP address in its usual form, and no other.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        // IPAddress also takes 1, 0x7f.1 and 010.1.1.1 for IPv4; only the dotted decimal form comes back the same.
        bool isGood = IPAddress.TryParse(text, out address)
            && (address.AddressFamily != AddressFamily.InterNetwork || address.ToString() == text)
            && !text.Contains('%', StringComparison.Ordinal)
            && !text.Contains('[', StringComparison.Ordinal);
        address = isGood ? address : null;
        return isGood;
    }
}
