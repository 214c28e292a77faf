using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace TunPS;

/// <summary>Reads IP addresses as people write them.</summary>
internal static class AddressText
{
    /// <summary>Reads one address, and neither a name nor one with a prefix length or a port.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        // The system's own reading takes 10.1 and 010.0.0.1 for addresses, and other ones than people mean; and it
        // passes over the port behind brackets.
        bool isGood = IPAddress.TryParse(text, out address)
            && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text)
            && !text.Contains('[', StringComparison.Ordinal);
        address = isGood ? address : null;
        return isGood;
    }
}
