using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

/// <summary>What sysctl_rtsock lists.</summary>
internal static class InterfaceList
{
    /// <summary>NET_RT_DUMP and NET_RT_DUMP2: the routes, those of IPv4 first, by their addresses.</summary>
    internal static List<byte[]> Routes(RecordedNetwork network, int family, bool isSecond)
        => [.. network.Table.Routes
            .Where(route => family == 0 || route.Family == family)
            .OrderBy(route => route.Family)
            .ThenBy(route => Convert.ToHexString(route.Destination), StringComparer.Ordinal)
            .ThenBy(route => route.Length)
            .Select(route => RouteMessages.Route(isSecond ? RTM_GET2 : RTM_GET, route))];

    /// <summary>
    /// NET_RT_IFLIST2: each interface, its addresses, the groups that it is in. It is one piece (sysctl_iflist2), which
    /// is copied whole or not at all.
    /// </summary>
    internal static List<byte[]> Interfaces(RecordedNetwork network, int family, int index)
    {
        List<byte> list = [];
        foreach (RecordedInterface one in network.Interfaces.Where(one => index == 0 || one.Index == index))
        {
            list.AddRange(RouteMessages.Interface2(one));
            foreach (RecordedAddress address in one.Addresses.Where(
                address => family == 0 || address.Family == family))
            {
                list.AddRange(RouteMessages.Address(address));
            }

            foreach (byte[] group in Groups(one).Where(
                group => family == 0 || SocketBytes.Family(group) == family))
            {
                list.AddRange(RouteMessages.Group(one, group));
            }
        }

        return list.Count == 0 ? [] : [[.. list]];
    }

    private static IEnumerable<byte[]> Groups(RecordedInterface one)
    {
        if (one.Has(AF_INET))
        {
            yield return SocketBytes.OfInternet([224, 0, 0, 1]);
        }

        if (one.Has(AF_INET6))
        {
            byte[] group = new byte[16];
            group[0] = 0xFF;
            group[1] = 0x02;
            group[3] = (byte)one.Index;
            group[15] = 1;
            yield return SocketBytes.OfInternet6(group);
        }
    }
}
