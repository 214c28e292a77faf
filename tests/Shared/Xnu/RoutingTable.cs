using System.Buffers.Binary;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

/// <summary>The routing table of the recorded kernel: rtrequest and rt_lookup of bsd/net/route.c.</summary>
internal sealed class RoutingTable(RecordedNetwork network)
{
    private readonly List<RecordedRoute> _routes = [];

    internal IReadOnlyList<RecordedRoute> Routes => _routes;

    /// <summary>
    /// RTM_ADD of rtrequest_common_locked. All three are socket addresses; the gateway is the next router, an
    /// interface, or an interface's own address.
    /// </summary>
    internal int Add(
        ReadOnlySpan<byte> destination,
        ReadOnlySpan<byte> gateway,
        byte[]? mask,
        int flags,
        int scope,
        out RecordedRoute? added)
    {
        added = null;
        int family = SocketBytes.Family(destination);
        if (family is not (AF_INET or AF_INET6))
        {
            return ESRCH;
        }

        byte[] key = EmbedScope(destination, family, ref scope);
        flags = scope == 0 ? flags & ~RTF_IFSCOPE : flags | RTF_IFSCOPE;
        byte[]? maskOfKey = (flags & RTF_HOST) != 0 ? null : Mask(mask, family);
        if (FindSource(family, key, gateway, flags, scope) is not { } source)
        {
            return ENETUNREACH;
        }

        // rt_setgate: a route to its own gateway would be for ever.
        if ((flags & RTF_GATEWAY) != 0 && SocketBytes.Family(gateway) == family
            && SocketBytes.Address(gateway, family).AsSpan().SequenceEqual(key))
        {
            return EADDRNOTAVAIL;
        }

        if ((flags & (RTF_GATEWAY | RTF_IFSCOPE)) == (RTF_GATEWAY | RTF_IFSCOPE)
            && Lookup(family, SocketBytes.Address(gateway, family), scope) is { } toGateway
            && toGateway.Interface.Index != scope)
        {
            return (flags & RTF_HOST) != 0 ? EHOSTUNREACH : ENETUNREACH;
        }

        byte[] masked = maskOfKey is null ? key : BitMask.Apply(maskOfKey, key);
        if (_routes.Exists(route => route.IsKey(family, masked, maskOfKey, scope)))
        {
            return EEXIST;
        }

        added = new RecordedRoute
        {
            Family = family,
            Destination = masked,
            Mask = maskOfKey,
            Gateway = gateway[..Math.Min(gateway.Length, gateway[0])].ToArray(),
            Flags = Complete(flags | RTF_UP, family, masked, source),
            Scope = scope,
            Interface = source.Owner,
            Source = source,
            Mtu = (uint)source.Owner.Mtu,
        };
        _routes.Add(added);
        return 0;
    }

    /// <summary>RTM_DELETE of the same: the key has to be there as it is, because nothing masks it.</summary>
    internal int Delete(
        ReadOnlySpan<byte> destination, byte[]? mask, int flags, int scope, out RecordedRoute? deleted)
    {
        deleted = null;
        int family = SocketBytes.Family(destination);
        if (family is not (AF_INET or AF_INET6))
        {
            return ESRCH;
        }

        byte[] key = EmbedScope(destination, family, ref scope);
        byte[]? maskOfKey = (flags & RTF_HOST) != 0 ? null : Mask(mask, family);
        int index = _routes.FindIndex(route => route.IsKey(family, key, maskOfKey, scope));
        if (index < 0)
        {
            return ESRCH;
        }

        deleted = _routes[index];
        deleted.Flags = (deleted.Flags & ~RTF_UP) | RTF_CONDEMNED;
        _routes.RemoveAt(index);
        return 0;
    }

    /// <summary>Removes all that match, without telling anyone.</summary>
    internal void Purge(Predicate<RecordedRoute> match) => _ = _routes.RemoveAll(match);

    /// <summary>rt_lookup: the best entry, for one interface or for all.</summary>
    internal RecordedRoute? Lookup(int family, byte[] address, int scope)
    {
        RecordedRoute? unscoped = LongestMatch(family, address, 0);
        RecordedRoute? found = unscoped;
        bool isForAll = scope == 0;
        if (isForAll)
        {
            scope = _routes.Find(route => route.Family == family && route.IsDefault && route.Scope == 0)
                ?.Interface.Index ?? 0;
        }

        if (found is not null
            && ((found.Interface.Flags & IFF_LOOPBACK) == 0 || (found.Flags & RTF_GATEWAY) != 0))
        {
            if (found.Interface.Index != scope)
            {
                scope = isForAll ? found.Interface.Index : scope;
                unscoped = isForAll ? unscoped : null;
                found = null;
            }
            else if ((found.Flags & RTF_IFSCOPE) == 0)
            {
                found = null;
            }
        }

        found ??= LongestMatch(family, address, scope);
        if (found is null || (unscoped is not null
            && ((found.IsDefault && !unscoped.IsDefault) || (!found.IsHost && unscoped.IsHost))))
        {
            found = unscoped;
        }

        return found ?? _routes.Find(route => route.Family == family && route.IsDefault && route.Scope == 0
            && route.Interface.Index == scope);
    }

    /// <summary>The same with a mask, which has to be that of the entry.</summary>
    internal RecordedRoute? Lookup(ReadOnlySpan<byte> destination, byte[]? mask, int scope)
    {
        int family = SocketBytes.Family(destination);
        byte[] key = EmbedScope(destination, family, ref scope);
        if (mask is null)
        {
            return Lookup(family, key, scope);
        }

        byte[] wanted = Mask(mask, family)!;
        return _routes.Find(route => route.Family == family && route.Scope == scope && route.Mask is { } own
            && own.AsSpan().SequenceEqual(wanted) && route.Matches(key));
    }

    /// <summary>
    /// sa_copy: the interface of a link-local address stands in the address, given there or as sin6_scope_id, and then
    /// the entry is for that interface.
    /// </summary>
    internal static byte[] EmbedScope(ReadOnlySpan<byte> bytes, int family, ref int scope)
    {
        byte[] address = SocketBytes.Address(bytes, family);
        if (family != AF_INET6 || !SocketBytes.HasEmbeddedScope(address))
        {
            return address;
        }

        int embedded = BinaryPrimitives.ReadUInt16BigEndian(address.AsSpan(2));
        if (embedded == 0 && bytes.Length >= SocketBytes.LengthOfInternet6)
        {
            embedded = BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]);
        }

        scope = scope == 0 ? embedded : scope;
        BinaryPrimitives.WriteUInt16BigEndian(address.AsSpan(2), (ushort)scope);
        return address;
    }

    /// <summary>ifa_ifwithroute: an address of the interface that the route goes out by; null without one.</summary>
    internal RecordedAddress? FindSource(int family, byte[] key, ReadOnlySpan<byte> gateway, int flags, int scope)
    {
        int gatewayFamily = SocketBytes.Family(gateway);
        bool isAddress = gatewayFamily is AF_INET or AF_INET6;
        byte[] gatewayAddress = isAddress ? SocketBytes.Address(gateway, gatewayFamily) : [];
        RecordedAddress? source = null;
        RecordedInterface? link = null;
        if ((flags & RTF_GATEWAY) != 0)
        {
            source = isAddress ? network.FindPeer(gatewayFamily, gatewayAddress, scope) : null;
            source ??= isAddress ? network.FindPeer(gatewayFamily, gatewayAddress, 0) : null;
        }
        else
        {
            source = (flags & RTF_HOST) != 0 ? network.FindPeer(family, key, 0) : null;
            source ??= isAddress ? network.FindAddress(gatewayFamily, gatewayAddress, scope) : null;
        }

        if (source is null)
        {
            source = isAddress ? network.FindNetwork(gatewayFamily, gatewayAddress, scope) : null;
            link = gatewayFamily == AF_LINK ? network.FindLink(gateway) : null;
        }

        if (source is null && link is null)
        {
            source = Lookup(family, key, scope)?.Source;
        }

        // The interface is known; what counts is its address of the family of the destination (ifaof_ifpforaddr).
        if ((source is null && link is not null) || (source is not null && source.Family != family))
        {
            source = RecordedNetwork.AddressFor(link ?? source!.Owner, family, key) ?? source;
        }

        // What the table says of the gateway carries more weight than the interfaces do.
        bool isOwn = source is not null && isAddress && source.Is(gatewayFamily, gatewayAddress);
        if (!isOwn && isAddress && Lookup(gatewayFamily, gatewayAddress, scope) is { } toGateway)
        {
            source = toGateway.Source;
        }

        return source is null || source.Family != family
            || ((flags & RTF_IFSCOPE) != 0 && source.Owner.Index != scope) ? null : source;
    }

    // A mask of no length is one of zeros.
    private static byte[]? Mask(byte[]? mask, int family)
        => mask is null ? null : SocketBytes.Address(mask, family);

    // in_addroute and in6_addroute.
    private static int Complete(int flags, int family, byte[] key, RecordedAddress source)
    {
        bool isMulticast = family == AF_INET ? key[0] >> 4 == 0xE : key[0] == 0xFF;
        flags |= isMulticast ? RTF_MULTICAST : 0;
        flags |= (flags & (RTF_HOST | RTF_CLONING | RTF_MULTICAST)) == 0 ? RTF_PRCLONING : 0;
        flags |= (flags & RTF_HOST) != 0 && source.Is(family, key) ? RTF_LOCAL : 0;
        bool isDefault = !key.AsSpan().ContainsAnyExcept((byte)0);
        return isDefault && (flags & RTF_HOST) == 0 ? flags | RTF_GLOBAL : flags;
    }

    private RecordedRoute? LongestMatch(int family, byte[] address, int scope)
        => _routes.Where(route => route.Family == family && route.Scope == scope && route.Matches(address))
            .MaxBy(route => route.Length);
}
