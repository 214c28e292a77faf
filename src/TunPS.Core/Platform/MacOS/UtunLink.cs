using System.Net;
using System.Net.Sockets;
using TunPS.Native;
using TunPS.Native.MacOS;

namespace TunPS.Platform.MacOS;

/// <summary>A utun interface: read by tables of the kernel, set by ioctl, its routes by a route socket.</summary>
/// <param name="kernel">The system.</param>
/// <param name="link">What is known of it: the index, and the name, which never changes.</param>
internal sealed class UtunLink(XnuKernel kernel, LinkInfo link) : TunLink(link.Index)
{
    private readonly RouteRequest _routes = new(kernel);

    internal string Name => link.Name;

    // There is one network.
    internal override ulong NamespaceCookie => 1;

    internal override LinkInfo? Find(out int errno)
    {
        LinkInfo? found = InterfaceTable.Read(kernel, Index, out errno).Find(Index);
        if (found?.Name == Name)
        {
            return found;
        }

        // The index may belong to another one meanwhile.
        errno = errno == 0 ? Errno.ENXIO : errno;
        return null;
    }

    /// <summary>Whether it is down; false also when that cannot be told. Reads no table, because writers ask often.</summary>
    internal bool IsDown()
    {
        InterfaceRequest request = new() { Name = Name };
        return kernel.RequestOver(XnuSockets.AF_INET, XnuRequests.SIOCGIFFLAGS, ref request) == 0
            && (request.Flags & InterfaceConstants.IFF_UP) == 0;
    }

    internal override Failure? SetUp(bool isUp)
    {
        InterfaceRequest request = new() { Name = Name };
        int result = kernel.RequestOver(XnuSockets.AF_INET, XnuRequests.SIOCGIFFLAGS, ref request);
        if (result == 0)
        {
            request.Flags = (ushort)(isUp
                ? request.Flags | InterfaceConstants.IFF_UP
                : request.Flags & ~InterfaceConstants.IFF_UP);
            result = kernel.RequestOver(XnuSockets.AF_INET, XnuRequests.SIOCSIFFLAGS, ref request);
        }

        if (result == 0 && isUp)
        {
            // Going down took all routes of IPv4. The kernel itself brings back those to the other ends.
            Array.ForEach(ListAddresses(Name), address => _ = AddPrefixRoute(address));
        }

        return ToFailure(result, UtunErrors.Any);
    }

    internal override Failure? SetMtu(int mtu)
    {
        InterfaceRequest request = new() { Name = Name, Mtu = mtu };
        return ToFailure(
            kernel.RequestOver(XnuSockets.AF_INET, XnuRequests.SIOCSIFMTU, ref request), UtunErrors.Any);
    }

    internal override TunAddress[] ListAddresses(string device)
        => InterfaceTable.Read(kernel, Index, out _).AddressesOf(Index, device);

    internal override Failure? AddAddress(TunAddress address, bool detectDuplicates)
    {
        bool isIPv6 = IsIPv6(address.Address);
        if (isIPv6 && address.Peer is not null && address.PrefixLength != TunAddress.Bits(address.Address))
        {
            return UtunErrors.PeerNeedsFullPrefix;
        }

        // The kernel would take the same address again, and change its peer and its mask.
        if (Array.Find(ListAddresses(Name), present => present.Address.Equals(address.Address)) is TunAddress there)
        {
            return there.Equals(address) ? Failures.AddressExists : Failures.AddressDiffers;
        }

        Failure? failure = ToFailure(isIPv6 ? AddIPv6(address) : AddIPv4(address), UtunErrors.AddingAddress)
            ?? AddPrefixRoute(address);
        if (failure is not null)
        {
            _ = Remove(address.Address);
        }

        return failure;
    }

    internal override Failure? RemoveAddress(TunAddress address)
    {
        TunAddress[] present = ListAddresses(Name);
        if (!present.Contains(address))
        {
            return Failures.NoSuchAddress;
        }

        int result = Remove(address.Address);
        if (result != 0)
        {
            return UtunErrors.RemovingAddress(-result);
        }

        // Another address may need the route to the network that both have.
        IPNetwork network = NetworkOf(address);
        if (!present.Any(other => !other.Equals(address) && NetworkOf(other).Equals(network))
            && OwnEntries().FirstOrDefault(entry => entry.IsPrefix(network)) is RouteEntry prefix)
        {
            _ = _routes.Delete(prefix);
        }

        return null;
    }

    internal override TunRoute[] ListRoutes(string device)
        => [.. ShownEntries()
            .Select(entry => new TunRoute(entry.Destination, entry.Gateway) { Device = device })
            .OrderBy(route => TunAddress.Bits(route.Destination.BaseAddress))];

    internal override Failure? AddRoute(TunRoute route)
    {
        if (ListRoutes(Name).Any(route.IsMetBy))
        {
            return Failures.RouteExists;
        }

        // By itself the kernel looks for the gateway behind any interface.
        if (route.Gateway is IPAddress gateway
            && !gateway.IsIPv6LinkLocal
            && !ListAddresses(Name).Any(address => NetworkOf(address).Contains(gateway))
            && !OwnEntries().Any(entry => entry.Gateway is null && entry.Destination.Contains(gateway)))
        {
            return Failures.NoSuchGateway(Errno.ENETUNREACH, route);
        }

        return ToFailure(
            _routes.Add(Index, route.Destination, route.Gateway),
            errno => UtunErrors.AddingRoute(errno, route, Find()));
    }

    internal override Failure? RemoveRoute(TunRoute route)
        => ShownEntries().FirstOrDefault(entry => route.IsMetBy(new TunRoute(entry.Destination, entry.Gateway)))
            is RouteEntry own
            ? ToFailure(_routes.Delete(own), UtunErrors.RemovingRoute)
            : Failures.NoSuchRoute;

    internal override LinkWatch Watch(string operation) => UtunLinkWatch.Open(kernel, operation);

    internal override TunQueue OpenQueue(LinkInfo link, string operation)
        => throw new TunException(operation, UtunErrors.HeldByOther(Name));

    private int AddIPv4(TunAddress address)
    {
        InterfaceAliasRequest request = new()
        {
            Name = Name,
            Address = new SocketAddressIn(address.Address),

            // A point-to-point interface has to have another end. Without one it is the address itself.
            Destination = new SocketAddressIn(address.Peer ?? address.Address),
            Mask = SocketAddressIn.Mask(address.PrefixLength),
        };
        return kernel.RequestOver(XnuSockets.AF_INET, XnuRequests.SIOCAIFADDR, ref request);
    }

    private int AddIPv6(TunAddress address)
    {
        InterfaceAliasRequest6 request = new()
        {
            Name = Name,
            Address = new SocketAddressIn6(address.Address),
            Destination = address.Peer is IPAddress peer ? new SocketAddressIn6(peer) : default,
            Mask = SocketAddressIn6.Mask(address.PrefixLength),
            Flags = InterfaceConstants.IN6_IFF_NODAD,
            ValidLifetime = InterfaceConstants.ND6_INFINITE_LIFETIME,
            PreferredLifetime = InterfaceConstants.ND6_INFINITE_LIFETIME,
        };
        return kernel.RequestOver(XnuSockets.AF_INET6, XnuRequests.SIOCAIFADDR_IN6, ref request);
    }

    private int Remove(IPAddress address) => IsIPv6(address) ? RemoveIPv6(address) : RemoveIPv4(address);

    private int RemoveIPv4(IPAddress address)
    {
        InterfaceRequest request = new() { Name = Name, Address = new SocketAddressIn(address) };
        return kernel.RequestOver(XnuSockets.AF_INET, XnuRequests.SIOCDIFADDR, ref request);
    }

    private int RemoveIPv6(IPAddress address)
    {
        InterfaceRequest6 request = new() { Name = Name, Address = new SocketAddressIn6(address) };
        return kernel.RequestOver(XnuSockets.AF_INET6, XnuRequests.SIOCDIFADDR_IN6, ref request);
    }

    // On other systems, and on other interfaces of macOS, the network of an address is reached by itself.
    private Failure? AddPrefixRoute(TunAddress address)
    {
        IPNetwork network = NetworkOf(address);
        if (network.PrefixLength == TunAddress.Bits(address.Address)
            || OwnEntries().Any(entry => entry.IsPrefix(network)))
        {
            return null;
        }

        // Another interface may have it: as on Linux the address is there all the same, and the other one keeps it.
        int result = _routes.Add(Index, network, null);
        return result is 0 or -Errno.EEXIST
            ? null
            : UtunErrors.AddingRoute(-result, new TunRoute(network), Find());
    }

    private IEnumerable<RouteEntry> OwnEntries()
        => RouteEntry.ReadAll(kernel, out _).Where(entry => entry.Index == Index);

    // Without those that every interface has by itself.
    private IEnumerable<RouteEntry> ShownEntries()
    {
        HashSet<IPNetwork> own = [.. ListAddresses(Name).Select(address => HostOf(address.Address))];
        return OwnEntries()
            .Where(entry => !entry.IsKernelsOwn && !own.Contains(entry.Destination) && IsRouted(entry.Destination));
    }

    private static IPNetwork NetworkOf(TunAddress address)
        => TunRoute.NetworkOf(address.Peer ?? address.Address, address.PrefixLength);

    private static IPNetwork HostOf(IPAddress address) => new(address, TunAddress.Bits(address));

    // Not multicast, and not what the kernel gives every interface.
    private static bool IsRouted(IPNetwork network)
    {
        IPAddress address = network.BaseAddress;
        return IsIPv6(address)
            ? !address.IsIPv6Multicast && !address.IsIPv6LinkLocal
            : address.GetAddressBytes()[0] is < 224;
    }

    private static bool IsIPv6(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;

    private static Failure? ToFailure(int result, Func<int, Failure> meaning)
        => result >= 0 ? null : meaning(-result);
}
