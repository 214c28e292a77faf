using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TunPS;

/// <summary>
/// A range of IP addresses that begin with the same bits, as 192.0.2.0/24 or 2001:db8::/32, or a single address. Unlike
/// <see cref="IPNetwork"/> it takes an address with bits behind the prefix, and looks into the bytes of packets.
/// </summary>
public readonly record struct IPPrefix
{
    private readonly UInt128 _bits;
    private readonly UInt128 _mask;
    private readonly int _addressLength;

    /// <summary>Makes the range that is one address.</summary>
    public IPPrefix(IPAddress address)
        : this(address, -1)
    {
    }

    /// <summary>Makes the range of a network.</summary>
    public IPPrefix(IPNetwork network)
        : this(network.BaseAddress, network.PrefixLength)
    {
    }

    private IPPrefix(IPAddress address, int prefixLength)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out _addressLength);
        PrefixLength = prefixLength < 0 ? _addressLength * 8 : prefixLength;
        _mask = PrefixLength == 0 ? UInt128.Zero : UInt128.MaxValue << ((_addressLength * 8) - PrefixLength);
        _bits = ToNumber(bytes[.._addressLength]) & _mask;
    }

    /// <summary>How many bytes its addresses have: 4 or 16; 0 for the default, which holds none.</summary>
    internal int AddressLength => _addressLength;

    /// <summary>How many bits all addresses of the range have in common.</summary>
    public int PrefixLength { get; }

    /// <summary>The first address of the range.</summary>
    public IPAddress Address => ToAddress(_bits);

    /// <summary>
    /// The first address that a host of the network can have. The very first one is that of the network itself, and in
    /// IPv6 that of all its routers (RFC 4291, 2.6.1), but in a network of one or two addresses (RFC 3021, RFC 6164).
    /// </summary>
    public IPAddress FirstHost => ToAddress(HasOnlyHosts ? _bits : _bits + 1);

    /// <summary>
    /// The last address that a host of the network can have. The very last one is for broadcasts in IPv4, which IPv6 has
    /// not got.
    /// </summary>
    public IPAddress LastHost => ToAddress(HasOnlyHosts || IsIPv6 ? Last : Last - 1);

    private bool IsIPv6 => _addressLength == 16;

    private bool HasOnlyHosts => PrefixLength >= (_addressLength * 8) - 1;

    // The mask of no bits is one of 128 for both families.
    private UInt128 Last => _bits | (IsIPv6 ? ~_mask : ~_mask & uint.MaxValue);

    /// <summary>Reads an address, with or without a prefix length: 192.0.2.1, 192.0.2.0/24, 2001:db8::/32.</summary>
    /// <exception cref="FormatException">The text is none of that; the message says why.</exception>
    public static IPPrefix Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Trim().Split('/', 2);
        if (!IPAddressText.TryParse(parts[0], out IPAddress? address))
        {
            throw new FormatException($"'{text}' is no address: write it as 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32.");
        }

        if (parts.Length == 1)
        {
            return new IPPrefix(address);
        }

        int bits = address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        return int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length <= bits
            ? new IPPrefix(address, length)
            : throw new FormatException($"The prefix length '{parts[1]}' of '{text}' is outside of 0..{bits}.");
    }

    /// <summary>Whether an address is in the range. One of IPv4 is in no range of IPv6, and the other way round.</summary>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        _ = address.TryWriteBytes(bytes, out int length);
        return Contains(bytes[..length]);
    }

    /// <summary>The same of the 4 or 16 bytes of an address in a packet.</summary>
    public bool Contains(ReadOnlySpan<byte> address)
        => address.Length == _addressLength && _addressLength > 0 && (ToNumber(address) & _mask) == _bits;

    /// <summary>Whether an address of the range is one that a single host can have.</summary>
    public bool IsHost(IPAddress address)
        => Contains(address) && (HasOnlyHosts || !(address.Equals(Address) || (!IsIPv6 && address.Equals(ToAddress(Last)))));

    /// <summary>The text form: that of the address alone for a range of one.</summary>
    public override string ToString()
        => PrefixLength == _addressLength * 8 ? Address.ToString() : $"{Address}/{PrefixLength}";

    private IPAddress ToAddress(UInt128 number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(bytes[(16 - Math.Max(_addressLength, 4))..]);
    }

    private static UInt128 ToNumber(ReadOnlySpan<byte> address)
        => address.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(address) : BinaryPrimitives.ReadUInt128BigEndian(address);
}
