using System.Net;
using System.Net.NetworkInformation;

namespace TunPS.Platform;

/// <summary>
/// One interface of the system, by its index, which outlives a rename: asks for its properties and sets them. What the
/// system cannot set at all says so.
/// </summary>
/// <param name="index">The interface's index.</param>
internal abstract class TunLink(int index)
{
    internal int Index => index;

    /// <summary>What tells the network of the interface from all others of the system.</summary>
    internal abstract ulong NamespaceCookie { get; }

    /// <summary>What the kernel tells of the interface now; null when it is gone, or nothing can be asked.</summary>
    internal LinkInfo? Find() => Find(out _);

    /// <inheritdoc cref="Find()"/>
    /// <param name="errno">0, ENODEV or ENXIO when it is gone, or why nothing can be asked.</param>
    internal abstract LinkInfo? Find(out int errno);

    internal abstract Failure? SetUp(bool isUp);

    internal abstract Failure? SetMtu(int mtu);

    internal virtual Failure? SetTxQueueLength(int packets) => Unavailable(TunFeature.TxQueueLength);

    internal virtual Failure? SetMacAddress(PhysicalAddress address) => Unavailable(TunFeature.MacAddress);

    /// <summary>Sets the alias; an empty one takes it away.</summary>
    internal virtual Failure? SetAlias(string alias) => Unavailable(TunFeature.Alias);

    internal virtual Failure? Rename(string name) => Unavailable(TunFeature.Rename);

    /// <summary>The addresses of the interface, IPv4 first, named as those of <paramref name="device"/>.</summary>
    /// <remarks>An array: PowerShell cannot index the other list that a collection expression makes.</remarks>
    internal abstract TunAddress[] ListAddresses(string device);

    /// <summary>Adds an address; one that is there becomes <see cref="TunError.AlreadyExists"/>.</summary>
    internal abstract Failure? AddAddress(TunAddress address, bool detectDuplicates);

    /// <summary>Removes an address; an absent one becomes <see cref="TunError.NotFound"/>.</summary>
    internal abstract Failure? RemoveAddress(TunAddress address);

    /// <summary>Waits until addresses that were just added can be used, where the kernel takes a moment for that.</summary>
    internal virtual void WaitUntilUsable(IEnumerable<TunAddress> addresses)
    {
    }

    /// <summary>
    /// The routes that lead into the interface, IPv4 first, named as those of <paramref name="device"/>. Without those
    /// that every interface has by itself.
    /// </summary>
    internal abstract TunRoute[] ListRoutes(string device);

    /// <summary>
    /// The route that gets the packets to a network, of all interfaces beside this one and itself; null without one, and
    /// where no two interfaces can have routes to one network.
    /// </summary>
    internal virtual TunRoute? FindBestRoute(IPNetwork network) => null;

    /// <summary>Adds a route; the very same one becomes <see cref="TunError.AlreadyExists"/>.</summary>
    internal abstract Failure? AddRoute(TunRoute route);

    /// <summary>
    /// Removes a route; what is absent in it matches anything. An absent route becomes <see cref="TunError.NotFound"/>.
    /// </summary>
    internal abstract Failure? RemoveRoute(TunRoute route);

    /// <summary>Begins to hear of changes of the interface.</summary>
    /// <exception cref="TunException">That cannot be heard, or there is no descriptor left.</exception>
    internal abstract LinkWatch Watch(string operation);

    /// <summary>Opens a queue of the interface, which nobody has open, to change or delete it.</summary>
    /// <exception cref="TunException">Somebody has it open, or the process may not.</exception>
    internal abstract TunQueue OpenQueue(LinkInfo link, string operation);

    /// <summary>Why an interface cannot be deleted that has queues besides the one that is open here.</summary>
    internal virtual Failure StillHeld(string name) => Unavailable(TunFeature.MultiQueue);

    private static Failure Unavailable(TunFeature feature) => TunPlatform.Current.FindUnavailable(feature)!.Value;
}
