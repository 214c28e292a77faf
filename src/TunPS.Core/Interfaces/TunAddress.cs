using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace TunPS;

/// <summary>
/// An IP address of an interface: the address, the length of its prefix, and for a point-to-point link the address of
/// the other end. Written as ip-address(8) does: "192.0.2.1/24", "2001:db8::1/64", "192.0.2.1 peer 192.0.2.2/32".
/// </summary>
public sealed record TunAddress
{
    private const string PeerSeparator = " peer ";

    /// <summary>Makes an address of its parts.</summary>
    /// <param name="address">The interface's own address: unicast, without a zone.</param>
    /// <param name="prefixLength">Length of the network prefix: 0..32 (IPv4) or 0..128 (IPv6).</param>
    /// <param name="peer">The other end of a point-to-point link, which the prefix then belongs to.</param>
    /// <exception cref="ArgumentException">The parts do not make an interface address.</exception>
    public TunAddress(IPAddress address, int prefixLength, IPAddress? peer = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (FindProblem(address, prefixLength, peer) is string problem)
        {
            throw new ArgumentException(problem, nameof(address));
        }

        Address = address;
        PrefixLength = prefixLength;
        Peer = peer;
    }

    /// <summary>The interface's own address.</summary>
    public IPAddress Address { get; }

    /// <summary>Length of the network prefix in bits.</summary>
    public int PrefixLength { get; }

    /// <summary>The other end of a point-to-point link; null on a link with a shared network.</summary>
    public IPAddress? Peer { get; }

    /// <summary>The name of the interface that has the address; null when it was not read from one.</summary>
    public string? Device { get; init; }

    /// <summary>True while the system is asking the network whether somebody else has the address (RFC 4862).</summary>
    public bool IsTentative { get; init; }

    /// <summary>
    /// Reads what <see cref="ToString"/> writes. The prefix length may also stand at the own address; with a peer it may
    /// be absent, and is then that of a single host.
    /// </summary>
    /// <exception cref="FormatException">The text is no such address; the message says why.</exception>
    public static TunAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] ends = text.Trim().Split(PeerSeparator, 2, StringSplitOptions.TrimEntries);
        (IPAddress address, int? prefixLength) = ParseEnd(ends[0], text);
        IPAddress? peer = null;
        if (ends.Length == 2)
        {
            (peer, int? peerPrefixLength) = ParseEnd(ends[1], text);
            prefixLength = peerPrefixLength ?? prefixLength;
        }

        if ((prefixLength ?? (peer is null ? null : Bits(address))) is not int length)
        {
            throw new FormatException(
                $"'{text}' has no prefix length. Write it as {text}/{Bits(address)} for the address alone, "
                + $"or with the length of its network, such as {text}/{Bits(address) * 3 / 4}.");
        }

        return FindProblem(address, length, peer) is string problem
            ? throw new FormatException($"'{text}' is no interface address: {problem}")
            : new TunAddress(address, length, peer);
    }

    /// <summary>The text form: "192.0.2.1/24" or "192.0.2.1 peer 192.0.2.2/32".</summary>
    public override string ToString()
        => Peer is null ? $"{Address}/{PrefixLength}" : $"{Address}{PeerSeparator}{Peer}/{PrefixLength}";

    /// <summary>Whether both are the same address with the same prefix and peer, whichever interfaces have them.</summary>
    public bool Equals(TunAddress? other)
        => other is not null
            && Address.Equals(other.Address)
            && PrefixLength == other.PrefixLength
            && Equals(Peer, other.Peer);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Address, PrefixLength, Peer);

    private static (IPAddress Address, int? PrefixLength) ParseEnd(string end, string text)
    {
        int slash = end.IndexOf('/', StringComparison.Ordinal);
        string address = slash < 0 ? end : end[..slash];

        if (!IPAddressText.TryParse(address, out IPAddress? parsed))
        {
            throw new FormatException(
                $"'{text}' is no interface address. Write it as 192.0.2.1/24 or 2001:db8::1/64.");
        }

        if (slash < 0)
        {
            return (parsed, null);
        }

        string prefix = end[(slash + 1)..];
        return int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            ? (parsed, length)
            : throw new FormatException(
                $"'{text}' is no interface address: '{prefix}' is no prefix length.{AdviceOnMask(prefix)}");
    }

    // People also write 255.255.255.0 for 24.
    private static string AdviceOnMask(string prefix)
        => IPAddress.TryParse(prefix, out IPAddress? mask) && mask.AddressFamily == AddressFamily.InterNetwork
            && BinaryPrimitives.ReadUInt32BigEndian(mask.GetAddressBytes()) is uint bits
            && BitOperations.LeadingZeroCount(~bits) == BitOperations.PopCount(bits)
            && prefix.Contains('.', StringComparison.Ordinal)
            ? $" Write /{BitOperations.PopCount(bits)}."
            : string.Empty;

    /// <summary>Null for parts that make an interface address, otherwise what is wrong with them.</summary>
    internal static string? FindProblem(IPAddress address, int prefixLength, IPAddress? peer)
    {
        if (peer is not null && peer.AddressFamily != address.AddressFamily)
        {
            return "an address and its peer are of one family.";
        }

        if (prefixLength < 0 || prefixLength > Bits(address))
        {
            return $"the prefix length {prefixLength} is outside of 0..{Bits(address)}.";
        }

        return FindProblem(address) ?? FindProblem(peer);
    }

    /// <summary>Null for the address of one host, or none at all; otherwise what is wrong with it.</summary>
    internal static string? FindProblem(IPAddress? host)
        => host is null ? null
            : !IsUnicast(host) ? $"{host} is not the address of one host."
            : host.AddressFamily == AddressFamily.InterNetworkV6 && host.ScopeId != 0
            ? $"{host} has a zone; the interface is the zone."
            : null;

    private static bool IsUnicast(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return !address.IsIPv6Multicast && !address.Equals(IPAddress.IPv6Any);
        }

        // 0/8 is "this network", 224/4 multicast, 240/4 reserved with the broadcast address (RFC 6890).
        byte first = address.GetAddressBytes()[0];
        return first is > 0 and < 224;
    }

    /// <summary>The length of an address of the family in bits.</summary>
    internal static int Bits(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
}
