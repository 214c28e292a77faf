using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

/// <summary>An address of a recorded interface: what xnu has in struct in_ifaddr or in6_ifaddr.</summary>
internal sealed class RecordedAddress(RecordedInterface owner, int family)
{
    internal RecordedInterface Owner { get; } = owner;

    internal int Family { get; } = family;

    /// <summary>In network order; a link-local one carries the interface in bytes 2 and 3.</summary>
    internal byte[] Address { get; set; } = new byte[SocketBytes.AddressLength(family)];

    internal byte[] Mask { get; set; } = new byte[SocketBytes.AddressLength(family)];

    /// <summary>The mask as a socket address; that of IPv4 has no zeros at its end (in_socktrim).</summary>
    internal byte[] MaskBytes { get; set; } = [];

    /// <summary>The other end as a socket address; without any it has no length.</summary>
    internal byte[] Peer { get; set; } = [];

    /// <summary>IN6_IFF_*.</summary>
    internal int Flags6 { get; set; }

    /// <summary>Whether the address has put a route to the other end into the table: IFA_ROUTE.</summary>
    internal bool HasRoute { get; set; }

    /// <summary>ifa_flags: IFA_ROUTE is RTF_UP, and a prefix of IPv6 is a cloning route (in6_ifinit).</summary>
    internal int Flags
        => (HasRoute ? RTF_UP : 0) | (Family == AF_INET6 && PrefixLength < 128 ? RTF_CLONING : 0);

    internal int PrefixLength => BitMask.Length(Mask);

    internal byte[] Bytes => SocketBytes.Of(Family, Address);

    internal bool IsPeer(int family, ReadOnlySpan<byte> address)
        => family == Family && SocketBytes.Family(Peer) == family
            && SocketBytes.Address(Peer, family).AsSpan().SequenceEqual(address);

    internal bool Is(int family, ReadOnlySpan<byte> address)
        => family == Family && Address.AsSpan().SequenceEqual(address);
}
