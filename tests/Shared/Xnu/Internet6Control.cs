using System.Buffers.Binary;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

/// <summary>The requests of IPv6 to an interface: in6_control of bsd/netinet6/in6.c.</summary>
internal sealed class Internet6Control(RecordedNetwork network, Action<byte[], int> tell)
{
    // Tentative, and the kinds of duplicate and optimistic: a utun looks for no duplicates (in6if_do_dad).
    private const int DuplicateDetection = 0x2 | 0x4 | 0x200;

    internal int Control(RecordedInterface owner, uint request, Span<byte> data, bool isRoot)
    {
        bool isAdd = request == XnuRequest.SIOCAIFADDR_IN6;
        bool isDelete = request == XnuRequest.SIOCDIFADDR_IN6;
        if (IsOfInternet(request))
        {
            return EINVAL;
        }

        if (!isAdd && !isDelete && request != XnuRequest.SIOCGIFAFLAG_IN6)
        {
            return EOPNOTSUPP;
        }

        if ((isAdd || isDelete) && !isRoot)
        {
            return EPERM;
        }

        Span<byte> which = data[16..44];
        RecordedAddress? address = null;
        if (SocketBytes.Family(which) == AF_INET6)
        {
            byte[] wanted = SocketBytes.Address(which, AF_INET6);
            if (SocketBytes.IsLinkLocal(wanted))
            {
                int embedded = BinaryPrimitives.ReadUInt16BigEndian(wanted.AsSpan(2));
                int scope = BinaryPrimitives.ReadInt32LittleEndian(which[24..]);
                if ((embedded != 0 && embedded != owner.Index) || (scope != 0 && scope != owner.Index))
                {
                    return EINVAL;
                }

                BinaryPrimitives.WriteUInt16BigEndian(wanted.AsSpan(2), (ushort)owner.Index);
            }

            address = owner.Addresses.Find(candidate => candidate.Is(AF_INET6, wanted));
        }

        if (!isAdd && address is null)
        {
            return EADDRNOTAVAIL;
        }

        if (request == XnuRequest.SIOCGIFAFLAG_IN6)
        {
            BinaryPrimitives.WriteInt32LittleEndian(data[16..], address!.Flags6);
            return 0;
        }

        if (SocketBytes.Family(which) != AF_INET6 || which[0] != SocketBytes.LengthOfInternet6)
        {
            return EAFNOSUPPORT;
        }

        if (isDelete)
        {
            Delete(address!);
            return 0;
        }

        return IsUsable(SocketBytes.Address(which, AF_INET6)) ? Add(owner, data) : EINVAL;
    }

    /// <summary>in6_purgeif.</summary>
    internal void DeleteAll(RecordedInterface owner)
    {
        foreach (RecordedAddress address in owner.Addresses.FindAll(address => address.Family == AF_INET6))
        {
            Delete(address);
        }

        network.Table.Purge(route => route.Family == AF_INET6 && route.Interface == owner);
    }

    // in6ctl_aifaddr. The first address brings a link-local one with it (in6_ifattach_aliasreq).
    private int Add(RecordedInterface owner, ReadOnlySpan<byte> data)
    {
        if (owner.AttachProtocol(AF_INET6)
            && !owner.Addresses.Exists(candidate => SocketBytes.IsLinkLocal(candidate.Address)))
        {
            RecordedAddress linkLocal = new(owner, AF_INET6)
            {
                Address = RecordedNetwork.LinkLocal(owner),
                Mask = BitMask.Of(64, 16),
            };
            linkLocal.Peer = new byte[SocketBytes.LengthOfInternet6];
            int linkError = Complete(linkLocal, isNew: true);
            if (linkError != 0)
            {
                return linkError;
            }
        }

        return Update(owner, data);
    }

    // in6_update_ifa.
    private int Update(RecordedInterface owner, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> mask = data[72..100];
        ReadOnlySpan<byte> peer = data[44..72];
        if (mask[0] is 0 or > SocketBytes.LengthOfInternet6)
        {
            return EINVAL;
        }

        byte[] maskOfAddress = SocketBytes.Address(mask[..mask[0]], AF_INET6);
        int prefixLength = BitMask.Length(maskOfAddress);
        uint valid = BinaryPrimitives.ReadUInt32LittleEndian(data[120..]);
        uint preferred = BinaryPrimitives.ReadUInt32LittleEndian(data[124..]);
        if (prefixLength <= 0 || preferred > valid)
        {
            return EINVAL;
        }

        if ((owner.Flags & (IFF_LOOPBACK | IFF_POINTOPOINT)) != 0)
        {
            int family = SocketBytes.Family(peer);
            if (family is not (AF_INET6 or AF_UNSPEC))
            {
                return EAFNOSUPPORT;
            }

            if (family == AF_INET6 && prefixLength != 128)
            {
                return EINVAL;
            }
        }
        else if (SocketBytes.Family(peer) != AF_UNSPEC)
        {
            return EINVAL;
        }

        byte[] wanted = SocketBytes.Address(data[16..44], AF_INET6);
        if (SocketBytes.IsLinkLocal(wanted))
        {
            BinaryPrimitives.WriteUInt16BigEndian(wanted.AsSpan(2), (ushort)owner.Index);
        }

        RecordedAddress? address = owner.Addresses.Find(candidate => candidate.Is(AF_INET6, wanted));
        bool isNew = address is null;
        address ??= new RecordedAddress(owner, AF_INET6) { Address = wanted, Peer = peer.ToArray() };
        address.Mask = maskOfAddress;
        address.Flags6 = BinaryPrimitives.ReadInt32LittleEndian(data[100..]) & ~DuplicateDetection;
        return Complete(address, isNew);
    }

    // in6_ifinit, in6_ifaupdate_aux, and the prefix of in6ctl_aifaddr.
    private int Complete(RecordedAddress address, bool isNew)
    {
        RecordedInterface owner = address.Owner;
        address.MaskBytes = SocketBytes.OfInternet6(address.Mask);
        if (isNew)
        {
            owner.Addresses.Add(address);
        }

        if (!address.HasRoute && address.PrefixLength == 128 && SocketBytes.Family(address.Peer) == AF_INET6)
        {
            int error = network.Table.Add(
                address.Peer, address.Bytes, null, RTF_UP | RTF_HOST, 0, out RecordedRoute? route);
            if (error != 0)
            {
                return error;
            }

            address.HasRoute = true;
            tell(RouteMessages.AddressChanged(RTM_NEWADDR, address), AF_INET6);
            tell(RouteMessages.RouteOfAddress(RTM_ADD, route!, owner), AF_INET6);
        }

        if (isNew)
        {
            AddLoop(address);
            AddGroups(address);
        }

        if (address.PrefixLength < 128)
        {
            AddPrefix(address);
        }

        return 0;
    }

    // in6_ifaddloop: the way to oneself, through the loopback interface.
    private void AddLoop(RecordedAddress address)
    {
        if (network.Table.Add(
            address.Bytes, address.Bytes, null, RTF_UP | RTF_HOST | RTF_LLINFO, 0, out RecordedRoute? route) == 0)
        {
            route!.Interface = network.Loopback;
            route.Source = address;
            route.Gateway = SocketBytes.OfLink(address.Owner.Index, address.Owner.Type, string.Empty);
            tell(RouteMessages.AddressChanged(RTM_NEWADDR, address), AF_INET6);
            tell(RouteMessages.RouteOfAddress(RTM_ADD, route, address.Owner), AF_INET6);
        }
    }

    // ff02::/32 and ff01::/32 of the interface, and ff00::/8.
    private void AddGroups(RecordedAddress address)
    {
        foreach ((byte second, int length) in new[] { ((byte)2, 32), ((byte)1, 32), ((byte)0, 8) })
        {
            byte[] group = new byte[16];
            group[0] = 0xFF;
            group[1] = second;
            int scope = second == 0 ? 0 : address.Owner.Index;
            BinaryPrimitives.WriteUInt16BigEndian(group.AsSpan(2), (ushort)scope);
            _ = network.Table.Add(
                SocketBytes.OfInternet6(group),
                address.Bytes,
                SocketBytes.OfInternet6(BitMask.Of(length, 16)),
                RTF_UP | RTF_CLONING,
                address.Owner.Index,
                out _);
        }
    }

    // nd6_prefix_onlink: by the link-local address, else the first one. A utun needs no neighbours, so that it does not
    // clone.
    private void AddPrefix(RecordedAddress address)
    {
        RecordedInterface owner = address.Owner;
        RecordedAddress by = owner.Addresses.Find(candidate => SocketBytes.IsLinkLocal(candidate.Address))
            ?? owner.Addresses.Find(candidate => candidate.Family == AF_INET6)!;
        byte[] prefix = SocketBytes.OfInternet6(BitMask.Apply(address.Mask, address.Address));
        int scope = 0;
        bool isElsewhere = network.Table.Lookup(prefix, address.MaskBytes, scope) is { } other
            && other.Interface != owner;
        scope = isElsewhere ? owner.Index : 0;
        if (network.Table.Add(prefix, by.Bytes, address.MaskBytes, RTF_UP, scope, out RecordedRoute? route) == 0)
        {
            tell(RouteMessages.PrefixChanged(RTM_ADD, route!), AF_INET6);
        }
    }

    // in6ctl_difaddr and in6_purgeaddr. The neighbour timer takes the prefix a moment later; here it goes at once.
    private void Delete(RecordedAddress address)
    {
        RecordedInterface owner = address.Owner;
        if (address.HasRoute
            && network.Table.Delete(address.Peer, null, RTF_HOST, 0, out RecordedRoute? toPeer) == 0)
        {
            tell(RouteMessages.RouteOfAddress(RTM_DELETE, toPeer!, owner), AF_INET6);
            tell(RouteMessages.AddressChanged(RTM_DELADDR, address), AF_INET6);
        }

        address.HasRoute = false;
        if (network.Table.Delete(address.Bytes, null, RTF_HOST, 0, out RecordedRoute? loop) == 0)
        {
            tell(RouteMessages.RouteOfAddress(RTM_DELETE, loop!, owner), AF_INET6);
            tell(RouteMessages.AddressChanged(RTM_DELADDR, address), AF_INET6);
        }

        _ = owner.Addresses.Remove(address);
        bool isShared = owner.Addresses.Exists(candidate => candidate.Family == AF_INET6
            && candidate.Mask.AsSpan().SequenceEqual(address.Mask)
            && BitMask.Agree(address.Mask, candidate.Address, address.Address));
        byte[] prefix = SocketBytes.OfInternet6(BitMask.Apply(address.Mask, address.Address));
        int embedded = 0;
        byte[] key = RoutingTable.EmbedScope(prefix, AF_INET6, ref embedded);
        RecordedRoute? own = network.Table.Routes.FirstOrDefault(route => route.Family == AF_INET6
            && route.Interface == owner && route.Mask is { } mask && mask.AsSpan().SequenceEqual(address.Mask)
            && route.Destination.AsSpan().SequenceEqual(key) && (route.Flags & RTF_STATIC) == 0);
        if (!isShared && address.PrefixLength < 128 && own is not null)
        {
            network.Table.Purge(route => route == own);
            tell(RouteMessages.PrefixChanged(RTM_DELETE, own), AF_INET6);
        }
    }

    private static bool IsOfInternet(uint request)
        => request == XnuRequest.SIOCAIFADDR || request == XnuRequest.SIOCDIFADDR
            || request == XnuRequest.SIOCGIFADDR || request == XnuRequest.SIOCGIFDSTADDR
            || request == XnuRequest.SIOCGIFNETMASK || request == XnuRequest.SIOCSIFADDR
            || request == XnuRequest.SIOCSIFDSTADDR || request == XnuRequest.SIOCSIFNETMASK;

    // Neither unspecified nor multicast, nor one of IPv4 in the form of IPv6 (::ffff:a.b.c.d and ::a.b.c.d).
    private static bool IsUsable(ReadOnlySpan<byte> address)
    {
        bool isCompatible = !address[..12].ContainsAnyExcept((byte)0)
            && BinaryPrimitives.ReadUInt32BigEndian(address[12..]) != 1;
        bool isMapped = !address[..10].ContainsAnyExcept((byte)0) && address[10] == 0xFF && address[11] == 0xFF;
        return address[0] != 0xFF && !isCompatible && !isMapped;
    }
}
