using System.Net;
using System.Net.Sockets;
using TunPS.Platform;

namespace TunPS;

/// <summary>
/// What <see cref="TunDevice.Create"/> is to make. On an interface that existed before, only what is set here is
/// changed, and the interface is neither brought up nor down.
/// </summary>
public sealed class TunDeviceOptions : TunInterfaceSettings
{
    /// <summary>
    /// The interface's name, at most 15 bytes; one "%d" in it is replaced by the lowest free number. Null lets the
    /// kernel pick a name (tun0, tun1, ... or tap0, tap1, ...; on macOS utun0, utun1, ..., and there are no others).
    /// </summary>
    public string? Name { get; init; }

    /// <summary>
    /// IP packets or Ethernet frames. Null is what an existing interface is, and IP packets for a new one.
    /// </summary>
    public TunLayer? Layer { get; init; }

    /// <summary>
    /// Make an interface that can have several queues, or open one more queue of such an interface. Each flow of packets
    /// goes to one of the queues.
    /// </summary>
    public bool MultiQueue { get; init; }

    /// <summary>
    /// Let the system hand over and take many packets at once, as one of up to 64 KiB (TSO, GRO), and leave checksums
    /// open. The device splits, joins and completes them, so that all its members give and take ordinary packets; the
    /// large ones make many of them faster. All queues of an interface have the same setting.
    /// </summary>
    public bool Offload { get; init; }

    /// <summary>
    /// The network namespace in which the interface is, as ip-netns(8) names it, or a path such as /proc/4711/ns/net. Null
    /// is that of the calling thread, which no call ever leaves.
    /// </summary>
    public string? NetworkNamespace { get; init; }

    /// <summary>The interface's addresses, IPv4 and IPv6.</summary>
    public IReadOnlyList<TunAddress> Addresses { get; init; } = [];

    /// <summary>The networks that are to be reached through the interface, besides those of its addresses.</summary>
    public IReadOnlyList<TunRoute> Routes { get; init; } = [];

    /// <summary>
    /// Ask the network whether somebody has the IPv6 addresses already (RFC 4862), on a TAP device. An address can be
    /// used only after that, which takes a second or two.
    /// </summary>
    public bool DetectDuplicates { get; init; }

    /// <summary>Leave a new interface down, so that no packet flows until somebody brings it up.</summary>
    public bool Down { get; init; }

    private protected override IEnumerable<TunFeature> Features
        => [
            .. Wanted(TunFeature.Tap, Layer == TunLayer.Tap),
            .. Wanted(TunFeature.MultiQueue, MultiQueue),
            .. Wanted(TunFeature.Offload, Offload),
            .. Wanted(TunFeature.NetworkNamespace, NetworkNamespace is not null),
            .. Wanted(TunFeature.DuplicateDetection, DetectDuplicates),
            .. Routes.SelectMany(route => route.Features),
            .. base.Features,
        ];

    /// <summary>Refuses what this system would not accept, before anything is created.</summary>
    /// <exception cref="ArgumentException">One of the options is out of its range; the message gives the rule.</exception>
    /// <exception cref="TunException">
    /// The system has no such thing (NotSupported), or the name belongs to something else (NameInUse).
    /// </exception>
    public void ThrowIfInvalid()
    {
        ThrowIfUnavailable("create a TUN device");
        Refuse(Name is null ? null : TunPlatform.Current.FindNameProblem(Name) ?? InterfaceName.FindProblem(Name));
        Refuse(NetworkNamespace is null ? null : NetworkNamespaceName.FindProblem(NetworkNamespace));

        // Without a name the interface is new for certain, and a TUN device if nothing else is said.
        ThrowIfInvalid(Layer ?? (Name is null ? TunLayer.Tun : null));
        Refuse(Mtu < TunDevice.MinMtuForIPv6 && FindIPv6() is string six
            ? $"The MTU {Mtu} is too small for the IPv6 {six}: IPv6 needs at least {TunDevice.MinMtuForIPv6} bytes."
            : null);
        Refuse(Down && Routes.Count > 0
            ? $"The interface is to stay down, and the route {Routes[0]} needs it up."
            : null);

        // What another namespace has can be seen only from inside of it.
        if (Name is not null
            && NetworkNamespace is null
            && TunPlatform.Current.FindOccupant(Name, MultiQueue) is Failure occupied)
        {
            throw new TunException($"open the device '{Name}'", occupied);
        }
    }

    /// <summary>Refuses what an interface of that layer does not accept.</summary>
    internal void ThrowIfInvalidFor(TunLayer layer) => ThrowIfInvalid(layer);

    private string? FindIPv6()
        => Addresses.FirstOrDefault(address => IsIPv6(address.Address)) is TunAddress address ? $"address {address}"
            : Routes.FirstOrDefault(route => IsIPv6(route.Destination.BaseAddress)) is TunRoute route ? $"route {route}"
            : null;

    private static bool IsIPv6(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;
}
