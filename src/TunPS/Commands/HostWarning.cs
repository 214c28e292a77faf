using System.Management.Automation;
using System.Net.Sockets;

namespace TunPS.Commands;

/// <summary>
/// Warns of what the system takes, but who types it means a whole network: an address that no host has. In IPv6 that is
/// only the one with all zeros behind the prefix, because every router of the network answers to it (RFC 4291, 2.6.1).
/// </summary>
internal static class HostWarning
{
    internal static void Write(Cmdlet command, TunInterface @interface, IEnumerable<TunAddress> added)
    {
        // With a peer, it is the network of the peer.
        foreach (TunAddress address in added.Where(address => address.Peer is null))
        {
            IPPrefix network = IPPrefix.Parse($"{address}");
            if (!network.IsHost(address.Address))
            {
                command.WriteWarning(
                    $"{address.Address} is {Describe(address, network)} {network}, and no host's. Hosts there have "
                    + $"{network.FirstHost} to {network.LastHost}: give {@interface} one of these, such as "
                    + $"{network.FirstHost}/{network.PrefixLength}.");
            }
        }
    }

    private static string Describe(TunAddress address, IPPrefix network)
        => address.Address.AddressFamily == AddressFamily.InterNetworkV6 ? "the address of all routers of the network"
            : address.Address.Equals(network.Address) ? "the address of the network"
            : "the broadcast address of the network";
}
