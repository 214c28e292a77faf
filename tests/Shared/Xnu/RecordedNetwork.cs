using System.Buffers.Binary;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

/// <summary>
/// The interfaces of the recorded kernel, their addresses, and the routing table. It begins as a Mac that is at home
/// on a network by en0, with some utuns that the system's own services hold.
/// </summary>
internal sealed class RecordedNetwork
{
    /// <summary>The first interface of hardware, which the default route goes by.</summary>
    internal const string Hardware = "en0";

    private static readonly byte[] s_interfaceId = [0x02, 0x00, 0x5E, 0xFF, 0xFE, 0x10, 0x00, 0x01];

    private readonly List<RecordedInterface> _interfaces = [];
    private int _lastIndex;

    internal RecordedNetwork(int systemUnits)
    {
        Table = new RoutingTable(this);
        RecordedInterface loopback = Attach(
            "lo0", RecordedInterface.TypeLoopback, IFF_UP | IFF_LOOPBACK | IFF_RUNNING | IFF_MULTICAST, 16384);
        AddForSystem(loopback, AF_INET, [127, 0, 0, 1], 8);
        AddForSystem(loopback, AF_INET6, [.. new byte[15], 1], 128);
        RecordedInterface hardware = Attach(
            Hardware,
            RecordedInterface.TypeEthernet,
            IFF_UP | IFF_BROADCAST | 0x20 | IFF_RUNNING | IFF_SIMPLEX | IFF_MULTICAST,
            1500);
        AddForSystem(hardware, AF_INET, [203, 0, 113, 10], 24);
        AddForSystem(hardware, AF_INET6, LinkLocal(hardware), 64);
        for (int unit = 0; unit < systemUnits; unit++)
        {
            RecordedInterface tunnel = AttachTunnel($"utun{unit}");
            AddForSystem(tunnel, AF_INET6, LinkLocal(tunnel), 64);
        }

        byte[] any = SocketBytes.OfInternet(new byte[4]);
        byte[] router = SocketBytes.OfInternet([203, 0, 113, 1]);
        byte[] network = SocketBytes.OfInternet([203, 0, 113, 0]);
        byte[] mask = SocketBytes.OfInternet([255, 255, 255, 0]);
        byte[] link = SocketBytes.OfLink(hardware.Index, hardware.Type, string.Empty);
        _ = Table.Add(network, link, mask, RTF_UP | RTF_CLONING, 0, out _);
        _ = Table.Add(any, router, any, RTF_UP | RTF_GATEWAY | RTF_STATIC, 0, out _);
    }

    internal RoutingTable Table { get; }

    internal IReadOnlyList<RecordedInterface> Interfaces => _interfaces;

    internal RecordedInterface Loopback => _interfaces[0];

    internal RecordedInterface? Find(string name)
        => _interfaces.Find(candidate => candidate.Name == name);

    /// <summary>utun_ctl_connect: it exists, is up, and has no address.</summary>
    internal RecordedInterface AttachTunnel(string name)
        => Attach(
            name, RecordedInterface.TypeOther, IFF_UP | IFF_MULTICAST | IFF_POINTOPOINT | IFF_RUNNING, 1500);

    internal void Detach(RecordedInterface gone)
    {
        gone.IsAttached = false;
        _ = _interfaces.Remove(gone);
        Table.Purge(route => route.Interface == gone);
    }

    internal RecordedAddress? FindPeer(int family, byte[] address, int scope)
        => Addresses(scope).FirstOrDefault(
            candidate => candidate.Owner.IsPointToPoint && candidate.IsPeer(family, address));

    internal RecordedAddress? FindAddress(int family, byte[] address, int scope)
        => Addresses(scope).FirstOrDefault(candidate => candidate.Is(family, address));

    /// <summary>ifa_ifwithnet: the address whose network is the narrowest that has this one.</summary>
    internal RecordedAddress? FindNetwork(int family, byte[] address, int scope)
        => Addresses(scope)
            .Where(candidate => candidate.Family == family
                && BitMask.Agree(candidate.Mask, candidate.Address, address))
            .MaxBy(candidate => BitMask.Count(candidate.Mask));

    /// <summary>The same for a link-layer address: by its index, or without one by its name.</summary>
    internal RecordedInterface? FindLink(ReadOnlySpan<byte> link)
    {
        int index = link.Length >= 4 ? BinaryPrimitives.ReadUInt16LittleEndian(link[2..]) : 0;
        if (index != 0)
        {
            return _interfaces.Find(candidate => candidate.Index == index);
        }

        byte[] bytes = link.ToArray();
        return _interfaces.Find(candidate => bytes.AsSpan(8).StartsWith(
            candidate.LinkBytes.AsSpan(8, candidate.Name.Length)));
    }

    /// <summary>ifaof_ifpforaddr: the interface's address that is best for the other one.</summary>
    internal static RecordedAddress? AddressFor(RecordedInterface owner, int family, byte[] address)
    {
        List<RecordedAddress> candidates = owner.Addresses.FindAll(candidate => candidate.Family == family);
        return owner.IsPointToPoint
            ? candidates.Find(candidate => candidate.IsPeer(family, address)) ?? candidates.FirstOrDefault()
            : candidates.Find(candidate => candidate.Is(family, address))
                ?? candidates.Find(candidate => BitMask.Agree(candidate.Mask, candidate.Address, address))
                ?? candidates.FirstOrDefault();
    }

    /// <summary>The link-local address that an interface gets, as in6_select_iid_from_all_hw has it.</summary>
    internal static byte[] LinkLocal(RecordedInterface owner)
    {
        byte[] address = new byte[16];
        address[0] = 0xFE;
        address[1] = 0x80;
        BinaryPrimitives.WriteUInt16BigEndian(address.AsSpan(2), (ushort)owner.Index);
        s_interfaceId.CopyTo(address, 8);
        return address;
    }

    private IEnumerable<RecordedAddress> Addresses(int scope)
        => _interfaces.Where(candidate => scope == 0 || candidate.Index == scope)
            .SelectMany(candidate => candidate.Addresses);

    private RecordedInterface Attach(string name, byte type, int flags, int mtu)
    {
        RecordedInterface attached = new(name, ++_lastIndex, type, flags, mtu);
        _interfaces.Add(attached);
        return attached;
    }

    private static void AddForSystem(RecordedInterface owner, int family, byte[] address, int prefixLength)
    {
        byte[] mask = BitMask.Of(prefixLength, address.Length);
        byte[] maskBytes = SocketBytes.Of(family, mask);
        if (family == AF_INET)
        {
            maskBytes = maskBytes[..(4 + ((prefixLength + 7) / 8))];
            maskBytes[0] = (byte)maskBytes.Length;
        }

        _ = owner.AttachProtocol(family);
        owner.Addresses.Add(new RecordedAddress(owner, family)
        {
            Address = address,
            Mask = mask,
            MaskBytes = maskBytes,
            Peer = (owner.Flags & IFF_LOOPBACK) != 0 ? SocketBytes.Of(family, address)
                : (owner.Flags & IFF_BROADCAST) != 0 ? Broadcast(address, mask) : [],
        });
    }

    private static byte[] Broadcast(byte[] address, byte[] mask)
        => address.Length == 4
            ? SocketBytes.OfInternet([.. address.Zip(mask, (part, bits) => (byte)(part | ~bits))])
            : [];
}
