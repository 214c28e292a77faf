using System.Net;
using System.Net.NetworkInformation;
using TunPS.Platform;

namespace TunPS;

/// <summary>
/// A TUN or TAP interface of the system, whoever has it open: what it is, what it counts, and how it is changed. Every
/// property is asked of the kernel when it is read.
/// </summary>
/// <remarks>
/// The interface of an open device is found in its own network namespace from every thread. Any other is looked for in
/// the namespace of the calling thread.
/// </remarks>
public sealed class TunInterface
{
    private readonly TunDevice? _device;
    private readonly TunLink _link;
    private string _lastName;

    internal TunInterface(TunDevice device, TunLink link, string name)
    {
        _device = device;
        _link = link;
        _lastName = name;
    }

    private TunInterface(LinkInfo link)
    {
        _link = TunPlatform.Current.GetLink(link);
        _lastName = link.Name;
    }

    /// <summary>The number by which the kernel knows the interface; it outlives a change of the name.</summary>
    public int Index => _link.Index;

    /// <summary>The name. Of an interface that is gone, the last one seen.</summary>
    public string Name => _link.Find() is LinkInfo link ? _lastName = link.Name : _lastName;

    /// <summary>What it carries.</summary>
    public TunLayer? Layer => _link.Find()?.Layer;

    /// <summary>Up, Down or Gone.</summary>
    public TunDeviceState State => _link.Find() switch
    {
        null => TunDeviceState.Gone,
        { IsUp: true } => TunDeviceState.Up,
        _ => TunDeviceState.Down,
    };

    /// <summary>The largest IP packet in bytes; null when the interface is gone, as with all that follows.</summary>
    public int? Mtu => _link.Find()?.Mtu;

    /// <summary>The MAC address of a TAP interface.</summary>
    public PhysicalAddress? MacAddress => _link.Find()?.MacAddress;

    /// <summary>How many packets the system keeps for a reader that is slow.</summary>
    public int? TxQueueLength => _link.Find()?.TxQueueLength;

    /// <summary>The text that says what the interface is for; empty without one.</summary>
    public string? Alias => _link.Find()?.Alias;

    /// <summary>
    /// Whether the system sees a cable: somebody has the interface open, and has not taken the carrier away.
    /// </summary>
    public bool? HasCarrier => _link.Find()?.HasCarrier;

    /// <summary>The user who may open the interface without further rights; null when there is none.</summary>
    public SystemAccount? Owner => SystemAccount.User(_link.Find()?.Owner);

    /// <summary>The group whose members may open the interface without further rights; null when there is none.</summary>
    public SystemAccount? Group => SystemAccount.Group(_link.Find()?.Group);

    /// <summary>Whether the interface stays when nobody has it open.</summary>
    public bool? IsPersistent => _link.Find()?.IsPersistent;

    /// <summary>Whether the interface can have several queues.</summary>
    public bool? IsMultiQueue => _link.Find()?.IsMultiQueue;

    /// <summary>
    /// How many queues are open, by whomever, and get packets. The kernel counts those of multi-queue interfaces; of
    /// others it only tells by the carrier whether somebody has them open.
    /// </summary>
    public int? QueueCount
        => _link.Find() is not LinkInfo link ? null
            : link.IsMultiQueue ? link.QueueCount
            : link.HasCarrier || IsOpen ? 1
            : 0;

    /// <summary>How many queues are open and detached.</summary>
    public int? DetachedQueueCount => _link.Find()?.DetachedQueueCount;

    /// <summary>Whether this is the interface of a device that is open in this process.</summary>
    public bool IsOpen => _device is { IsClosed: false };

    /// <summary>What the interface has counted.</summary>
    public TunStatistics? Statistics => _link.Find()?.Statistics;

    /// <summary>The addresses, also those that others gave it.</summary>
    public IReadOnlyList<TunAddress> Address
        => _link.Find() is LinkInfo link ? _link.ListAddresses(link.Name) : [];

    /// <summary>
    /// The routes that lead into it, also those that others made, in all tables. Without the routes that every interface
    /// has by itself: to its own addresses, and to the link-local network.
    /// </summary>
    public IReadOnlyList<TunRoute> Route => _link.Find() is LinkInfo link ? _link.ListRoutes(link.Name) : [];

    /// <summary>
    /// Whether interfaces of this system can stay when nobody has them open, and so have owners. False on macOS.
    /// </summary>
    public static bool CanPersist => TunPlatform.Current.FindUnavailable(TunFeature.Persistence) is null;

    /// <summary>All TUN and TAP interfaces in the network namespace of the calling thread, in the kernel's order.</summary>
    /// <param name="open">Devices that are open here: their interfaces are given as theirs.</param>
    /// <exception cref="TunException">The system gave no answer.</exception>
    public static IReadOnlyList<TunInterface> GetAll(params IReadOnlyCollection<TunDevice> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        TunPlatform.Current.ThrowIfUnsupported("list the TUN devices");
        if (TunPlatform.Current.ListLinks(out IReadOnlyList<LinkInfo> links) is Failure failure)
        {
            throw new TunException("list the TUN devices", failure);
        }

        return [.. links.Select(link => FindAmong(open, link.Index) ?? new TunInterface(link))];
    }

    /// <summary>
    /// The interface of that name in the network namespace of the calling thread; null when there is none.
    /// </summary>
    public static TunInterface? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        TunPlatform.Current.ThrowIfUnsupported("look for a TUN device");
        return InterfaceName.FindProblem(name) is null && TunPlatform.Current.FindLink(name) is LinkInfo link
            ? new TunInterface(link)
            : null;
    }

    /// <summary>Whether both stand for one interface, in one network namespace.</summary>
    public bool IsSame(TunInterface other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Index == other.Index && _link.NamespaceCookie == other._link.NamespaceCookie;
    }

    /// <summary>Makes the changes in turn. When one fails, those before it are taken back.</summary>
    /// <param name="changes">What to change.</param>
    /// <param name="onChange">Is told of each change made to the system, as a sentence.</param>
    /// <exception cref="ArgumentException">A setting is out of range; nothing was changed.</exception>
    /// <exception cref="TunException">A step failed; the message says which.</exception>
    public void Change(TunInterfaceChanges changes, Action<string>? onChange = null)
    {
        ArgumentNullException.ThrowIfNull(changes);
        changes.ThrowIfUnavailable();
        LinkInfo before = FindOrThrow("change");
        changes.ThrowIfInvalid(before.Layer);
        using TunQueue? temporary = changes.NeedQueue && _device is null
            ? _link.OpenQueue(before, $"change {before.Name}")
            : null;
        ChangeLog log = new(before.Name, _device, onChange);
        new Configuration(_link, before, temporary ?? _device?.Queue, log).Change(changes);
    }

    /// <summary>Adds an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="detectDuplicates">
    /// Ask the network first whether somebody has an IPv6 address already (RFC 4862). The call does not wait for that.
    /// </param>
    /// <exception cref="TunException">The system refused; the interface has the address already.</exception>
    public void AddAddress(TunAddress address, bool detectDuplicates = false)
    {
        ArgumentNullException.ThrowIfNull(address);
        ThrowIfUnsupported(address, detectDuplicates);
        string name = FindOrThrow("add an address to").Name;
        Check($"add the address {address} to {name}", _link.AddAddress(address, detectDuplicates));
        _link.WaitUntilUsable(detectDuplicates ? [] : [address]);
    }

    /// <summary>Refuses what <see cref="AddAddress"/> can never do on this system, and changes nothing.</summary>
    /// <exception cref="TunException">The system looks for no duplicates (NotSupported).</exception>
    public void ThrowIfUnsupported(TunAddress address, bool detectDuplicates)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (detectDuplicates)
        {
            TunPlatform.Current.ThrowIfUnavailable(
                TunFeature.DuplicateDetection, $"add the address {address} to {_lastName}", _device);
        }
    }

    /// <summary>
    /// The route of another interface in the same network namespace that gets the packets to the network of an address,
    /// so that this interface gets none of them: it was there first, or has the better metric.
    /// </summary>
    /// <param name="address">The address; one without a network of its own, a /32, /128 or with a peer, has no rival.</param>
    /// <returns>The route, whose <see cref="TunRoute.Device"/> is the other interface; null when there is none.</returns>
    public TunRoute? FindRival(TunAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        IPAddress host = address.Address;
        return address.Peer is not null || host.IsIPv6LinkLocal || address.PrefixLength == TunAddress.Bits(host)
            ? null
            : _link.FindBestRoute(TunRoute.NetworkOf(host, address.PrefixLength)) is TunRoute best && best.Device != Name
            ? best
            : null;
    }

    /// <summary>Removes an address, with the routes that came with it.</summary>
    /// <exception cref="TunException">The system refused; the interface has no such address.</exception>
    public void RemoveAddress(TunAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        string name = FindOrThrow("remove an address from").Name;
        Check($"remove the address {address} from {name}", _link.RemoveAddress(address));
    }

    /// <summary>Removes an address, whatever its prefix and peer, with the routes that came with it.</summary>
    /// <returns>The address that was removed.</returns>
    /// <exception cref="TunException">The system refused; the interface has no such address.</exception>
    public TunAddress RemoveAddress(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        string name = FindOrThrow("remove an address from").Name;
        TunAddress present = Address.FirstOrDefault(candidate => candidate.Address.Equals(address))
            ?? throw new TunException($"remove the address {address} from {name}", Failures.NoSuchAddress, _device);
        RemoveAddress(present);
        return present;
    }

    /// <summary>Adds a route. Other interfaces may have routes to the same destination, which stay as they are.</summary>
    /// <exception cref="TunException">The system refused; the interface has the route already.</exception>
    public void AddRoute(TunRoute route)
    {
        ArgumentNullException.ThrowIfNull(route);
        ThrowIfUnsupported(route);
        string name = FindOrThrow("add a route to").Name;
        Check($"add the route {route} to {name}", _link.AddRoute(route));
    }

    /// <summary>Refuses a route that this system can never have, as <see cref="AddRoute"/> does, and changes nothing.</summary>
    /// <exception cref="TunException">The system has no metrics, tables or preferred sources (NotSupported).</exception>
    public void ThrowIfUnsupported(TunRoute route)
    {
        ArgumentNullException.ThrowIfNull(route);
        foreach (TunFeature feature in route.Features)
        {
            TunPlatform.Current.ThrowIfUnavailable(feature, $"add the route {route} to {_lastName}", _device);
        }
    }

    /// <summary>Removes a route. A gateway, a metric or a preferred source that the route has not got matches any.</summary>
    /// <exception cref="TunException">The system refused; the interface has no such route.</exception>
    public void RemoveRoute(TunRoute route)
    {
        ArgumentNullException.ThrowIfNull(route);
        string name = FindOrThrow("remove a route from").Name;
        Check($"remove the route {route} from {name}", _link.RemoveRoute(route));
    }

    /// <summary>
    /// Takes a persistent interface from the system. It goes at once, or when the device that is open here is closed.
    /// Needs no right but that to open it.
    /// </summary>
    /// <exception cref="TunException">Somebody else has a queue of it open, or the process may not open it.</exception>
    public void Delete()
    {
        LinkInfo link = FindOrThrow("delete");
        string operation = $"delete {link.Name}";
        if (_device is not null && link.QueueCount + link.DetachedQueueCount > 1)
        {
            throw new TunException(operation, _link.StillHeld(link.Name), _device);
        }

        using TunQueue? temporary = _device is null ? _link.OpenQueue(link, operation) : null;
        Check(operation, (temporary ?? _device!.Queue).SetPersistent(false));
    }

    /// <summary>The interface's name.</summary>
    public override string ToString() => _lastName;

    /// <summary>Configures a device that was just opened, as far as its options say.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="isNew">True for an interface that was made just now.</param>
    /// <param name="onChange">Is told of each change.</param>
    internal void Configure(TunDeviceOptions options, bool isNew, Action<string>? onChange)
    {
        LinkInfo before = FindOrThrow("configure");
        options.ThrowIfInvalidFor(before.Layer);
        ChangeLog log = new(before.Name, _device, onChange);
        new Configuration(_link, before, _device!.Queue, log).Complete(options, isNew);
    }

    private static TunInterface? FindAmong(IEnumerable<TunDevice> open, int index)
    {
        ulong here = 0;
        foreach (TunInterface candidate in open.Select(device => device.Interface).OfType<TunInterface>())
        {
            if (candidate.Index == index && candidate.IsOpen)
            {
                here = here == 0 ? TunPlatform.Current.NamespaceCookie : here;
                if (candidate._link.NamespaceCookie == here)
                {
                    return candidate;
                }
            }
        }

        return null;
    }

    private LinkInfo FindOrThrow(string verb)
    {
        ObjectDisposedException.ThrowIf(_device is { IsClosed: true }, _device!);
        LinkInfo found = _link.Find(out int errno)
            ?? throw new TunException($"{verb} {_lastName}", TunPlatform.Current.Meaning(errno), _device);
        _lastName = found.Name;
        return found;
    }

    private void Check(string operation, Failure? failure)
    {
        if (failure is Failure why)
        {
            throw new TunException(operation, why, _device);
        }
    }
}
