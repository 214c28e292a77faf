using System.Net;
using System.Net.Sockets;

namespace TunPS;

/// <summary>Addresses that were given without the length of their prefix.</summary>
internal static class IPAddressText
{
    internal static bool IsHost(string text) => IPAddress.TryParse(text, out _);

    /// <summary>The address as a network of its own.</summary>
    internal static string AsSingle(string host)
        => $"{host}/{(IPAddress.Parse(host).AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32)}";
}
