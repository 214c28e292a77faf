using System.Net;
using System.Net.NetworkInformation;
using TunPS.Platform;
using TunPS.Platform.Linux;

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
    private readonly LinuxLink _link;
    private string _lastName;

    internal TunInterface(TunDevice device, LinuxLink link, string name)
    {
        _device = device;
        _link = link;
        _lastName = name;
    }

    private TunInterface(LinkInfo link)
    {
        _link = new LinuxLink(null, link.Index);
        _lastName = link.Name;
    }

    /// <summary>The number by which the kernel knows the interface; it outlives a change of the name.</summary>
    public int Index => _link.Index;

    /// <summary>The name. Of an interface that is gone, the last one seen.</summary>
    public string Name => Find() is LinkInfo link ? _lastName = link.Name : _lastName;

    /// <summary>What it carries.</summary>
    public TunLayer? Layer => Find()?.Layer;

    /// <summary>Up, Down or Gone.</summary>
    public TunDeviceState State => Find() switch
    {
        null => TunDeviceState.Gone,
        { IsUp: true } => TunDeviceState.Up,
        _ => TunDeviceState.Down,
    };

    /// <summary>The largest IP packet in bytes; null when the interface is gone, as with all that follows.</summary>
    public int? Mtu => Find()?.Mtu;

    /// <summary>The MAC address of a TAP interface.</summary>
    public PhysicalAddress? MacAddress => Find()?.MacAddress;

    /// <summary>How many packets the system keeps for a reader that is slow.</summary>
    public int? TxQueueLength => Find()?.TxQueueLength;

    /// <summary>The text that says what the interface is for; empty without one.</summary>
    public string? Alias => Find()?.Alias;

    /// <summary>Whether the system sees a cable: somebody has the interface open, and has not taken the carrier away.</summary>
    public bool? HasCarrier => Find()?.HasCarrier;

    /// <summary>The user who may open the interface without further rights; null when there is none.</summary>
    public SystemAccount? Owner => SystemAccount.User(Find()?.Owner);

    /// <summary>The group whose members may open the interface without further rights; null when there is none.</summary>
    public SystemAccount? Group => SystemAccount.Group(Find()?.Group);

    /// <summary>Whether the interface stays when nobody has it open.</summary>
    public bool? IsPersistent => Find()?.IsPersistent;

    /// <summary>Whether the interface can have several queues.</summary>
    public bool? IsMultiQueue => Find()?.IsMultiQueue;

    /// <summary>
    /// How many queues are open, by whomever, and get packets. The kernel counts those of multi-queue interfaces; of
    /// others it only tells by the carrier whether somebody has them open.
    /// </summary>
    public int? QueueCount
        => Find() is not LinkInfo link ? null
            : link.IsMultiQueue ? link.QueueCount
            : link.HasCarrier || IsOpen ? 1
            : 0;

    /// <summary>How many queues are open and detached.</summary>
    public int? DetachedQueueCount => Find()?.DetachedQueueCount;

    /// <summary>Whether this is the interface of a device that is open in this process.</summary>
    public bool IsOpen => _device is { IsClosed: false };

    /// <summary>What the interface has counted.</summary>
    public TunStatistics? Statistics => Find()?.Statistics;

    /// <summary>The addresses, also those that others gave it.</summary>
    public IReadOnlyList<TunAddress> Address => Find() is LinkInfo link ? LinuxAddresses.List(_link, link.Name) : [];

    /// <summary>
    /// The routes that lead into it, also those that others made, in all tables. Without the routes that every interface
    /// has by itself: to its own addresses, and to the link-local network.
    /// </summary>
    public IReadOnlyList<TunRoute> Route => Find() is LinkInfo link ? LinuxRoutes.List(_link, link.Name) : [];

    /// <summary>All TUN and TAP interfaces in the network namespace of the calling thread, in the kernel's order.</summary>
    /// <param name="open">Devices that are open here: their interfaces are given as theirs.</param>
    /// <exception cref="TunException">The system gave no answer.</exception>
    public static IReadOnlyList<TunInterface> GetAll(params IReadOnlyCollection<TunDevice> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        TunPlatform.ThrowIfUnsupported("list the TUN devices");
        if (LinuxLink.List(out IReadOnlyList<LinkInfo> links).ToFailure(LinuxErrors.Any) is Failure failure)
        {
            throw new TunException("list the TUN devices", failure);
        }

        return [.. links.Select(link => FindAmong(open, link.Index) ?? new TunInterface(link))];
    }

    /// <summary>The interface of that name in the network namespace of the calling thread; null when there is none.</summary>
    public static TunInterface? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        TunPlatform.ThrowIfUnsupported("look for a TUN device");
        return InterfaceName.FindProblem(name) is null && LinuxLink.Find(name) is { Kind: LinkInfo.TunKind } link
            ? new TunInterface(link)
            : null;
    }

    /// <summary>Whether both stand for one interface, in one network namespace.</summary>
    public bool IsSame(TunInterface other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Index == other.Index && NamespaceCookie() == other.NamespaceCookie();
    }

    /// <summary>Makes the changes in turn. When one fails, those before it are taken back.</summary>
    /// <param name="changes">What to change.</param>
    /// <param name="onChange">Is told of each change made to the system, as a sentence.</param>
    /// <exception cref="ArgumentException">A setting is out of range; nothing was changed.</exception>
    /// <exception cref="TunException">A step failed; the message says which.</exception>
    public void Change(TunInterfaceChanges changes, Action<string>? onChange = null)
    {
        ArgumentNullException.ThrowIfNull(changes);
        LinkInfo before = FindOrThrow("change");
        changes.ThrowIfInvalid(before.Layer);
        ChangeLog log = new(before.Name, _device, onChange);
        using TunQueue? temporary = changes.NeedQueue && _device is null
            ? TunDriver.OpenExisting(before, $"change {before.Name}")
            : null;
        try
        {
            SetLink(changes, before, log);
            Rename(changes.NewName, before, log);
            SetQueue(changes, before, temporary ?? _device?.Queue, log);
            SetState(changes.State, before, log);
        }
        catch
        {
            log.Undo();
            throw;
        }
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
        string name = FindOrThrow("add an address to").Name;
        Check($"add the address {address} to {name}", LinuxAddresses.Add(_link, address, detectDuplicates));
    }

    /// <summary>Removes an address, with the routes that came with it.</summary>
    /// <exception cref="TunException">The system refused; the interface has no such address.</exception>
    public void RemoveAddress(TunAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        string name = FindOrThrow("remove an address from").Name;
        Check($"remove the address {address} from {name}", LinuxAddresses.Remove(_link, address));
    }

    /// <summary>Removes an address, whatever its prefix and peer, with the routes that came with it.</summary>
    /// <returns>The address that was removed.</returns>
    /// <exception cref="TunException">The system refused; the interface has no such address.</exception>
    public TunAddress RemoveAddress(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        string name = FindOrThrow("remove an address from").Name;
        TunAddress present = Address.FirstOrDefault(candidate => candidate.Address.Equals(address))
            ?? throw new TunException($"remove the address {address} from {name}", LinuxErrors.NoSuchAddress, _device);
        RemoveAddress(present);
        return present;
    }

    /// <summary>Adds a route. Other interfaces may have routes to the same destination, which stay as they are.</summary>
    /// <exception cref="TunException">The system refused; the interface has the route already.</exception>
    public void AddRoute(TunRoute route)
    {
        ArgumentNullException.ThrowIfNull(route);
        string name = FindOrThrow("add a route to").Name;
        Check($"add the route {route} to {name}", LinuxRoutes.Add(_link, route));
    }

    /// <summary>Removes a route. A gateway, a metric or a preferred source that the route has not got matches any.</summary>
    /// <exception cref="TunException">The system refused; the interface has no such route.</exception>
    public void RemoveRoute(TunRoute route)
    {
        ArgumentNullException.ThrowIfNull(route);
        string name = FindOrThrow("remove a route from").Name;
        Check($"remove the route {route} from {name}", LinuxRoutes.Remove(_link, route));
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
            throw new TunException(operation, LinuxErrors.StillHeld, _device);
        }

        using TunQueue? temporary = _device is null ? TunDriver.OpenExisting(link, operation) : null;
        Check(operation, (temporary ?? _device!.Queue).SetPersistent(false));
    }

    /// <summary>The interface's name.</summary>
    public override string ToString() => _lastName;

    internal LinkInfo? Find() => _link.Find();

    /// <summary>Configures a device that was just opened, as far as its options say.</summary>
    /// <param name="options">What is asked for.</param>
    /// <param name="isNew">True for an interface that was made just now, and is still down.</param>
    /// <param name="onChange">Is told of each change.</param>
    internal void Configure(TunDeviceOptions options, bool isNew, Action<string>? onChange)
    {
        LinkInfo before = FindOrThrow("configure");
        options.ThrowIfInvalidFor(before.Layer);
        ChangeLog log = new(before.Name, _device, onChange);
        try
        {
            // The MTU first, because below 1280 there is no IPv6 to add addresses to; up before the addresses, so that
            // their routes are there when this returns; ownership last, because it cannot be taken back.
            SetLink(options, before, log);
            SetCarrier(options, before, _device!.Queue, log);
            SetState(isNew && !options.Down ? TunDeviceState.Up : null, before, log);
            AddAddresses(options, before.Name, log);
            AddRoutes(options, before.Name, log);
            SetOwnership(options, before, _device.Queue, log);
        }
        catch
        {
            log.Undo();
            throw;
        }
    }

    private static TunInterface? FindAmong(IEnumerable<TunDevice> open, int index)
    {
        ulong here = 0;
        foreach (TunInterface candidate in open.Select(device => device.Interface).OfType<TunInterface>())
        {
            if (candidate.Index == index && candidate.IsOpen)
            {
                here = here == 0 ? CookieHere() : here;
                if (candidate.NamespaceCookie() == here)
                {
                    return candidate;
                }
            }
        }

        return null;
    }

    private static ulong CookieHere()
    {
        using RtnetlinkSocket? socket = RtnetlinkSocket.TryOpen(out _);
        return socket?.NamespaceCookie ?? 0;
    }

    private ulong NamespaceCookie() => _link.Socket?.NamespaceCookie ?? CookieHere();

    private LinkInfo FindOrThrow(string verb)
    {
        ObjectDisposedException.ThrowIf(_device is { IsClosed: true }, _device!);
        return Find() ?? throw new TunException($"{verb} {_lastName}", LinuxErrors.Gone, _device);
    }

    private void SetLink(TunInterfaceSettings settings, LinkInfo before, ChangeLog log)
    {
        LinuxLink link = _link;
        log.Set("queue length", settings.TxQueueLength, before.TxQueueLength, link.SetTxQueueLength);
        log.Set("MTU", settings.Mtu, before.Mtu, link.SetMtu);
        log.Set("MAC address", settings.MacAddress, before.MacAddress, link.SetMacAddress, MacAddressRule.Show);
        log.Set("alias", settings.Alias, before.Alias, link.SetAlias, alias => $"'{alias}'");
    }

    private void Rename(string? newName, LinkInfo before, ChangeLog log)
    {
        if (newName is not null && newName != before.Name)
        {
            log.Do(
                $"rename {before.Name} to {newName}",
                () => $"Renamed {before.Name} to {Name}.",
                () => _link.Rename(newName),
                () => _link.Rename(before.Name));
        }
    }

    private static void SetQueue(TunInterfaceSettings settings, LinkInfo before, TunQueue? queue, ChangeLog log)
    {
        if (queue is not null)
        {
            SetCarrier(settings, before, queue, log);
            SetOwnership(settings, before, queue, log);
        }
    }

    private static void SetCarrier(TunInterfaceSettings settings, LinkInfo before, TunQueue queue, ChangeLog log)
        => log.Set(
            "carrier", settings.HasCarrier, before.HasCarrier, queue.SetCarrier, isOn => isOn ? "on" : "off");

    private static void SetOwnership(TunInterfaceSettings settings, LinkInfo before, TunQueue queue, ChangeLog log)
    {
        log.Set(
            "group", settings.Group, SystemAccount.Group(before.Group), group => queue.SetGroup(group.Id));
        log.Set(
            "owner", settings.Owner, SystemAccount.User(before.Owner), owner => queue.SetOwner(owner.Id));
        log.Set(
            "persistence", settings.IsPersistent, before.IsPersistent, queue.SetPersistent, isOn => isOn ? "on" : "off");
    }

    private void SetState(TunDeviceState? state, LinkInfo before, ChangeLog log)
    {
        bool isUp = state == TunDeviceState.Up;
        if (state is not null && isUp != before.IsUp)
        {
            log.Do(
                isUp ? $"bring {before.Name} up" : $"take {before.Name} down",
                isUp ? $"Brought {before.Name} up." : $"Took {before.Name} down.",
                () => _link.SetUp(isUp),
                () => _link.SetUp(!isUp));
        }
    }

    // An existing interface may have some of them, and then nothing has to be done.
    private void AddAddresses(TunDeviceOptions options, string name, ChangeLog log)
    {
        foreach (TunAddress address in options.Addresses.Except(options.Addresses.Count == 0 ? [] : Address))
        {
            log.Do(
                $"add the address {address} to {name}",
                $"Added the address {address} to {name}.",
                () => LinuxAddresses.Add(_link, address, options.DetectDuplicates),
                () => LinuxAddresses.Remove(_link, address));
        }
    }

    private void AddRoutes(TunDeviceOptions options, string name, ChangeLog log)
    {
        IReadOnlyList<TunRoute> present = options.Routes.Count == 0 ? [] : Route;
        foreach (TunRoute route in options.Routes.Where(wanted => !present.Any(wanted.IsMetBy)).Distinct())
        {
            log.Do(
                $"add the route {route} to {name}",
                $"Added the route {route} to {name}.",
                () => LinuxRoutes.Add(_link, route),
                () => LinuxRoutes.Remove(_link, route));
        }
    }

    private void Check(string operation, Failure? failure)
    {
        if (failure is Failure why)
        {
            throw new TunException(operation, why, _device);
        }
    }
}
