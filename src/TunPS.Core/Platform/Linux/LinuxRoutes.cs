using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using TunPS.Native;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>The routes that lead into an interface.</summary>
[SupportedOSPlatform("linux")]
internal static class LinuxRoutes
{
    // IP6_RT_PRIO_USER: what the kernel makes of none.
    private const uint DefaultIPv6Metric = 1024;

    /// <summary>
    /// Adds a route behind those of other interfaces to the same destination; the very same one on this interface
    /// becomes <see cref="TunError.AlreadyExists"/>.
    /// </summary>
    internal static Failure? Add(LinuxLink link, TunRoute route)
    {
        // Appended, and neither exclusive nor replacing: other interfaces may have a route to the same destination, which
        // stays as it is. Only two of IPv6 with gateways the kernel would join to one that shares the packets.
        bool couldBeJoined = IsIPv6(route) && route.Gateway is not null;
        NetlinkReply reply = Add(
            link, route, couldBeJoined ? RtnetlinkConstants.NLM_F_EXCL : RtnetlinkConstants.NLM_F_APPEND);
        if (reply.Errno == Errno.EEXIST)
        {
            TunRoute[] own = List(link, string.Empty);
            if (!own.Any(route.IsMetBy))
            {
                // One more gateway of this interface takes nothing from another.
                bool isOwn = own.Any(candidate => AreJoined(candidate, route));
                if (!couldBeJoined || !isOwn)
                {
                    return isOwn ? LinuxErrors.RouteDiffers : LinuxErrors.RouteIsTaken;
                }

                reply = Add(link, route, RtnetlinkConstants.NLM_F_APPEND);
            }
        }

        return reply.ToFailure(errno => LinuxErrors.AddingRoute(errno, route, link.Find()));
    }

    /// <summary>
    /// Removes a route; a gateway, metric or preferred source that is absent matches any. An absent route becomes
    /// <see cref="TunError.NotFound"/>.
    /// </summary>
    internal static Failure? Remove(LinuxLink link, TunRoute route)
    {
        TunRoute exact = route;
        if (IsIPv6(route))
        {
            // Without a gateway the kernel takes all ways of an IPv6 route at once, also those over other interfaces, and
            // it does not look at the preferred source.
            TunRoute? own = List(link, string.Empty, Libc.AF_INET6).FirstOrDefault(route.IsMetBy);
            if (own is null)
            {
                return Failures.NoSuchRoute;
            }

            exact = own;
        }

        RouteHeader header = Header(exact);
        header.Scope = RtnetlinkConstants.RT_SCOPE_NOWHERE;
        return link.Ask(Command(RtnetlinkConstants.RTM_DELROUTE, 0, header, link, exact))
            .ToFailure(LinuxErrors.RemovingRoute);
    }

    /// <summary>Whether the kernel has made the routes of an IPv6 address: to the address, and to its peer.</summary>
    internal static bool AreThere(LinuxLink link, TunAddress address)
        => IsLocal(link, address.Address)
            && (address.Peer is not IPAddress peer
                || List(link, string.Empty).Any(
                    route => route.Destination.Equals(TunRoute.NetworkOf(peer, address.PrefixLength))));

    /// <summary>
    /// The unicast routes of the interface, IPv4 first. Without those that every interface has by itself: for its own
    /// addresses, and the link-local network.
    /// </summary>
    internal static TunRoute[] List(LinuxLink link, string device)
        => [.. List(link, device, Libc.AF_INET), .. List(link, device, Libc.AF_INET6)];

    /// <summary>
    /// The route that gets the packets to a network, of all interfaces in the same network namespace; null without one.
    /// </summary>
    internal static TunRoute? Best(LinuxLink link, IPNetwork network)
    {
        int family = NetlinkReader.FamilyOf(network.BaseAddress);
        IReadOnlyList<byte[]> messages = [.. link.Ask(Dump(family).With(RtnetlinkConstants.RTA_TABLE, TunRoute.MainTable))
            .Messages.Where(message => IsTo(message, network))];
        LinkInfo[] links = messages.Count == 0 ? [] : link.ListAll();

        // The kernel lists them in the order in which it takes them: of two with one metric the older one.
        return messages
            .SelectMany(message => links, (message, other) => Parse(message, other.Index, other.Name))
            .SelectMany(routes => routes)
            .Where(route => route.Table == TunRoute.MainTable)
            .MinBy(route => route.Metric);
    }

    /// <summary>
    /// The routes of an interface that a message tells of, one for each gateway; none when it tells of something else or
    /// makes no sense.
    /// </summary>
    internal static IReadOnlyList<TunRoute> Parse(ReadOnlySpan<byte> message, int index, string? device)
    {
        if (!MemoryMarshal.TryRead(message, out RouteHeader header) || !IsWanted(header))
        {
            return [];
        }

        IPAddress? destination = null;
        IPAddress? preferredSource = null;
        uint metric = 0;
        uint table = header.Table;
        List<IPAddress?> gateways = [];
        IPAddress? gateway = null;
        int output = 0;
        ReadOnlySpan<byte> attributes = message[Marshal.SizeOf<RouteHeader>()..];
        while (NetlinkReader.TryTakeAttribute(ref attributes, out int type, out ReadOnlySpan<byte> value))
        {
            switch (type)
            {
                case RtnetlinkConstants.RTA_DST:
                    destination = NetlinkReader.Address(header.Family, value);
                    break;
                case RtnetlinkConstants.RTA_GATEWAY:
                    gateway = NetlinkReader.Address(header.Family, value);
                    break;
                case RtnetlinkConstants.RTA_PREFSRC:
                    preferredSource = NetlinkReader.Address(header.Family, value);
                    break;
                case RtnetlinkConstants.RTA_OIF when MemoryMarshal.TryRead(value, out int oif):
                    output = oif;
                    break;
                case RtnetlinkConstants.RTA_PRIORITY when MemoryMarshal.TryRead(value, out uint priority):
                    metric = priority;
                    break;
                case RtnetlinkConstants.RTA_TABLE when MemoryMarshal.TryRead(value, out uint id):
                    table = id;
                    break;
                case RtnetlinkConstants.RTA_MULTIPATH:
                    AddNextHops(gateways, header.Family, value, index);
                    break;
                default:
                    break;
            }
        }

        if (output == index)
        {
            gateways.Add(gateway);
        }

        IPAddress any = header.Family == Libc.AF_INET6 ? IPAddress.IPv6Any : IPAddress.Any;
        destination ??= header.DestinationLength == 0 ? any : null;
        if (destination is null
            || header.DestinationLength > TunAddress.Bits(destination)
            || (header.Protocol == RtnetlinkConstants.RTPROT_KERNEL && destination.IsIPv6LinkLocal))
        {
            return [];
        }

        IPNetwork network = TunRoute.NetworkOf(destination, header.DestinationLength);
        return [.. gateways
            .Where(way => TunRoute.FindProblem(network, way, preferredSource, table) is null)
            .Select(way => new TunRoute(network, way, metric, preferredSource, table) { Device = device })];
    }

    private static bool IsLocal(LinuxLink link, IPAddress address)
    {
        NetlinkMessage question = NetlinkMessage
            .Create(
                RtnetlinkConstants.RTM_GETROUTE,
                RtnetlinkConstants.NLM_F_ACK,
                new RouteHeader { Family = Libc.AF_INET6, DestinationLength = (byte)TunAddress.Bits(address) })
            .With(RtnetlinkConstants.RTA_DST, address.GetAddressBytes());
        return link.Ask(question) is { Errno: 0, Messages: [byte[] answer, ..] }
            && MemoryMarshal.TryRead(answer, out RouteHeader header)
            && header.Type == RtnetlinkConstants.RTN_LOCAL;
    }

    private static NetlinkReply Add(LinuxLink link, TunRoute route, ushort flag)
    {
        RouteHeader header = Header(route);
        header.Protocol = RtnetlinkConstants.RTPROT_STATIC;
        header.Scope = IsIPv6(route) || route.Gateway is not null
            ? RtnetlinkConstants.RT_SCOPE_UNIVERSE
            : RtnetlinkConstants.RT_SCOPE_LINK;
        return link.Ask(Command(
            RtnetlinkConstants.RTM_NEWROUTE, RtnetlinkConstants.NLM_F_CREATE | flag, header, link, route));
    }

    private static bool AreJoined(TunRoute one, TunRoute other)
        => one.Destination.Equals(other.Destination)
            && one.Table == other.Table
            && one.Metric == (other.Metric == 0 && IsIPv6(other) ? DefaultIPv6Metric : other.Metric);

    private static IEnumerable<TunRoute> List(LinuxLink link, string device, int family)
    {
        NetlinkMessage dump = Dump(family).With(RtnetlinkConstants.RTA_OIF, link.Index);
        return link.Ask(dump).Messages.SelectMany(message => Parse(message, link.Index, device));
    }

    // Before anything is made of a message: a router has many routes, and each is looked at for every interface.
    private static bool IsTo(ReadOnlySpan<byte> message, IPNetwork network)
    {
        if (!MemoryMarshal.TryRead(message, out RouteHeader header) || header.DestinationLength != network.PrefixLength)
        {
            return false;
        }

        IPAddress? destination = null;
        ReadOnlySpan<byte> attributes = message[Marshal.SizeOf<RouteHeader>()..];
        while (NetlinkReader.TryTakeAttribute(ref attributes, out int type, out ReadOnlySpan<byte> value))
        {
            destination = type == RtnetlinkConstants.RTA_DST ? NetlinkReader.Address(header.Family, value) : destination;
        }

        // The message about a default route has no destination.
        return destination is null ? network.PrefixLength == 0 : network.BaseAddress.Equals(destination);
    }

    private static NetlinkMessage Dump(int family) => NetlinkMessage.Create(
        RtnetlinkConstants.RTM_GETROUTE,
        RtnetlinkConstants.NLM_F_DUMP,
        new RouteHeader { Family = (byte)family });

    private static void AddNextHops(List<IPAddress?> gateways, byte family, ReadOnlySpan<byte> hops, int index)
    {
        int headerSize = Marshal.SizeOf<NextHopHeader>();
        while (MemoryMarshal.TryRead(hops, out NextHopHeader hop) && hop.Length >= headerSize && hop.Length <= hops.Length)
        {
            IPAddress? gateway = null;
            ReadOnlySpan<byte> attributes = hops[headerSize..hop.Length];
            while (NetlinkReader.TryTakeAttribute(ref attributes, out int type, out ReadOnlySpan<byte> value))
            {
                gateway = type == RtnetlinkConstants.RTA_GATEWAY ? NetlinkReader.Address(family, value) : gateway;
            }

            if (hop.Index == index)
            {
                gateways.Add(gateway);
            }

            hops = hops[Math.Min(NetlinkReader.Align(hop.Length), hops.Length)..];
        }
    }

    // A cloned route is a cached exception to another one, such as a path MTU. Routes for a type of service have no place
    // in a TunRoute.
    private static bool IsWanted(in RouteHeader header)
        => header.Type == RtnetlinkConstants.RTN_UNICAST
            && header.Table != RtnetlinkConstants.RT_TABLE_LOCAL
            && header.TypeOfService == 0
            && (header.Flags & RtnetlinkConstants.RTM_F_CLONED) == 0
            && header.Family is (byte)Libc.AF_INET or (byte)Libc.AF_INET6;

    private static RouteHeader Header(TunRoute route) => new()
    {
        Family = NetlinkReader.FamilyOf(route.Destination.BaseAddress),
        DestinationLength = (byte)route.Destination.PrefixLength,
        Table = route.Table <= byte.MaxValue ? (byte)route.Table : RtnetlinkConstants.RT_TABLE_UNSPEC,
        Type = RtnetlinkConstants.RTN_UNICAST,
    };

    private static NetlinkMessage Command(ushort type, int flags, RouteHeader header, LinuxLink link, TunRoute route)
    {
        NetlinkMessage message = NetlinkMessage
            .Create(type, (ushort)(RtnetlinkConstants.NLM_F_ACK | flags), header)
            .With(RtnetlinkConstants.RTA_OIF, link.Index)
            .With(RtnetlinkConstants.RTA_TABLE, route.Table);
        if (route.Destination.PrefixLength > 0)
        {
            _ = message.With(RtnetlinkConstants.RTA_DST, route.Destination.BaseAddress.GetAddressBytes());
        }

        if (route.Gateway is not null)
        {
            _ = message.With(RtnetlinkConstants.RTA_GATEWAY, route.Gateway.GetAddressBytes());
        }

        if (route.PreferredSource is not null)
        {
            _ = message.With(RtnetlinkConstants.RTA_PREFSRC, route.PreferredSource.GetAddressBytes());
        }

        return route.Metric == 0 ? message : message.With(RtnetlinkConstants.RTA_PRIORITY, route.Metric);
    }

    private static bool IsIPv6(TunRoute route)
        => route.Destination.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6;
}
