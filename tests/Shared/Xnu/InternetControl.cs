using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

/// <summary>The requests of IPv4 to an interface: in_control of bsd/netinet/in.c.</summary>
internal sealed class InternetControl(RecordedNetwork network, Action<byte[], int> tell)
{
    /// <summary>Does a request of the interface group, whose argument is a struct ifreq or ifaliasreq.</summary>
    internal int Control(RecordedInterface owner, uint request, Span<byte> data, bool isRoot)
    {
        if (request == XnuRequest.SIOCAIFADDR)
        {
            return isRoot ? Add(owner, data[16..32], data[32..48], data[48..64]) : EPERM;
        }

        if (request == XnuRequest.SIOCDIFADDR)
        {
            return isRoot ? Delete(owner, data[16..32]) : EPERM;
        }

        if (request == XnuRequest.SIOCGIFADDR
            || request == XnuRequest.SIOCGIFDSTADDR
            || request == XnuRequest.SIOCGIFNETMASK)
        {
            return Get(owner, request, data[16..32]);
        }

        return request == XnuRequest.SIOCSIFADDR
            || request == XnuRequest.SIOCSIFDSTADDR
            || request == XnuRequest.SIOCSIFNETMASK
            ? throw new InvalidOperationException($"The recorded kernel does not have {XnuRequest.Name(request)}.")
            : EOPNOTSUPP;
    }

    /// <summary>rip_ctlinput: a downed interface loses the routes that go by its addresses.</summary>
    internal void TakeDown(RecordedInterface owner)
    {
        foreach (RecordedAddress address in owner.Addresses.Where(address => address.HasRoute).ToArray())
        {
            RemoveRoute(address);
            network.Table.Purge(route => route.Source == address);
        }
    }

    /// <summary>The same: when it is up again only the routes to the other ends are back.</summary>
    internal void BringUp(RecordedInterface owner)
    {
        foreach (RecordedAddress address in owner.Addresses)
        {
            if (address is { Family: AF_INET, HasRoute: false, Peer: not [] })
            {
                _ = AddRoute(address);
            }
        }
    }

    internal int Delete(RecordedInterface owner, ReadOnlySpan<byte> which)
    {
        byte[] wanted = SocketBytes.Address(which, AF_INET);
        RecordedAddress? address = owner.Addresses.Find(candidate => candidate.Is(AF_INET, wanted));

        // Without a family it is the first address that goes, whatever was meant.
        if (SocketBytes.Family(which) != AF_INET)
        {
            address ??= owner.Addresses.Find(candidate => candidate.Family == AF_INET);
        }

        if (address is null)
        {
            return EADDRNOTAVAIL;
        }

        RemoveRoute(address);
        _ = owner.Addresses.Remove(address);
        return 0;
    }

    private int Add(RecordedInterface owner, ReadOnlySpan<byte> which, ReadOnlySpan<byte> peer, ReadOnlySpan<byte> mask)
    {
        if (SocketBytes.Family(which) != AF_INET)
        {
            return EINVAL;
        }

        byte[] wanted = SocketBytes.Address(which, AF_INET);
        byte[] other = SocketBytes.Address(peer, AF_INET);
        if (owner.IsPointToPoint && !other.AsSpan().ContainsAnyExcept((byte)0))
        {
            return EDESTADDRREQ;
        }

        bool isMulticast = wanted[0] >> 4 == 0xE;
        if (isMulticast || !wanted.AsSpan().ContainsAnyExcept((byte)0) || !wanted.AsSpan().ContainsAnyExcept((byte)255))
        {
            return EINVAL;
        }

        RecordedAddress? address = owner.Addresses.Find(candidate => candidate.Is(AF_INET, wanted));
        bool isNew = address is null;
        if (address is null)
        {
            address = new RecordedAddress(owner, AF_INET) { Address = wanted };
            owner.Addresses.Add(address);
            _ = owner.AttachProtocol(AF_INET);
        }

        bool isChanged = isNew;
        if (mask[0] != 0)
        {
            RemoveRoute(address);
            address.Mask = SocketBytes.Address(mask, AF_INET);
            isChanged = true;
        }

        if (owner.IsPointToPoint && SocketBytes.Family(peer) == AF_INET)
        {
            RemoveRoute(address);
            address.Peer = SocketBytes.OfInternet(other);
            isChanged = true;
        }

        return isChanged ? Initialize(address, hasFamily: mask[0] != 0) : 0;
    }

    // in_ifinit. An address that has no mask, or one of zeros, has that of its class.
    private int Initialize(RecordedAddress address, bool hasFamily)
    {
        if (!address.Mask.AsSpan().ContainsAnyExcept((byte)0))
        {
            byte first = address.Address[0];
            address.Mask = BitMask.Of(first < 128 ? 8 : first < 192 ? 16 : 24, 4);
        }

        int length = address.Mask.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        address.MaskBytes = SocketBytes.OfInternet(address.Mask)[..(4 + length)];
        address.MaskBytes[0] = (byte)address.MaskBytes.Length;
        address.MaskBytes[1] = hasFamily ? (byte)AF_INET : (byte)AF_UNSPEC;

        // Another's route to the same end is no error.
        int error = SocketBytes.Family(address.Peer) == AF_INET ? AddRoute(address) : 0;
        return error == EEXIST ? 0 : error;
    }

    // rtinit with RTM_ADD: a host route to the other end.
    private int AddRoute(RecordedAddress address)
    {
        int error = network.Table.Add(
            address.Peer, address.Bytes, null, RTF_UP | RTF_HOST, 0, out RecordedRoute? route);
        if (error != 0)
        {
            return error;
        }

        route!.Source = address;
        route.Interface = address.Owner;
        address.HasRoute = true;
        tell(RouteMessages.AddressChanged(RTM_NEWADDR, address), AF_INET);
        tell(RouteMessages.RouteOfAddress(RTM_ADD, route, address.Owner), AF_INET);
        return 0;
    }

    // in_ifscrub and rtinit with RTM_DELETE: not when it is another's route, nor one that was put there by hand.
    private void RemoveRoute(RecordedAddress address)
    {
        if (!address.HasRoute)
        {
            return;
        }

        RecordedRoute? found = network.Table.Routes.FirstOrDefault(route => route.IsHost && route.Scope == 0
            && route.Matches(SocketBytes.Address(address.Peer, AF_INET)) && route.Family == AF_INET);
        if (found is not null && found.Source == address && (found.Flags & RTF_STATIC) == 0
            && network.Table.Delete(address.Peer, null, RTF_HOST, 0, out RecordedRoute? route) == 0)
        {
            tell(RouteMessages.RouteOfAddress(RTM_DELETE, route!, address.Owner), AF_INET);
            tell(RouteMessages.AddressChanged(RTM_DELADDR, address), AF_INET);
        }

        address.HasRoute = false;
    }

    private static int Get(RecordedInterface owner, uint request, Span<byte> data)
    {
        byte[] wanted = SocketBytes.Address(data, AF_INET);
        RecordedAddress? address = owner.Addresses.Find(candidate => candidate.Is(AF_INET, wanted))
            ?? owner.Addresses.Find(candidate => candidate.Family == AF_INET);
        if (request == XnuRequest.SIOCGIFDSTADDR && !owner.IsPointToPoint)
        {
            return EINVAL;
        }

        if (address is null)
        {
            return EADDRNOTAVAIL;
        }

        byte[] bytes = request == XnuRequest.SIOCGIFADDR ? address.Bytes
            : request == XnuRequest.SIOCGIFDSTADDR ? address.Peer : address.MaskBytes;
        data.Clear();
        bytes.CopyTo(data);
        return 0;
    }
}
