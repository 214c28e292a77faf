using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>
/// struct sockaddr_in6 (netinet6/in6.h), 28 bytes, with the length in front that Linux does not have.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal unsafe struct SocketAddressIn6
{
    internal const int Size = 28;
    private const int AddressSize = 16;

    [FieldOffset(0)]
    internal byte Length;

    [FieldOffset(1)]
    internal byte Family;

    /// <summary>In network order.</summary>
    [FieldOffset(2)]
    internal ushort Port;

    /// <summary>In network order.</summary>
    [FieldOffset(4)]
    internal uint FlowInfo;

    [FieldOffset(8)]
    internal fixed byte Address[AddressSize];

    /// <summary>The index of the interface of a link-local address.</summary>
    [FieldOffset(24)]
    internal uint ScopeId;

    /// <exception cref="ArgumentException">It is not an IPv6 address.</exception>
    internal SocketAddressIn6(IPAddress address)
        : this()
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            throw new ArgumentException($"{address} is not an IPv6 address.", nameof(address));
        }

        Length = Size;
        Family = XnuSockets.AF_INET6;
        ScopeId = (uint)address.ScopeId;
        fixed (byte* bytes = Address)
        {
            _ = address.TryWriteBytes(new Span<byte>(bytes, AddressSize), out _);
        }
    }

    /// <summary>A prefix of 0 to 128 bits as the mask that it stands for.</summary>
    internal static SocketAddressIn6 Mask(int prefixLength)
    {
        SocketAddressIn6 mask = new() { Length = Size, Family = XnuSockets.AF_INET6 };
        for (int i = 0; i < AddressSize; i++)
        {
            int bits = Math.Clamp(prefixLength - (8 * i), 0, 8);
            mask.Address[i] = (byte)(0xFF00 >> bits);
        }

        return mask;
    }

    internal readonly IPAddress ToAddress()
    {
        fixed (byte* bytes = Address)
        {
            return new IPAddress(new ReadOnlySpan<byte>(bytes, AddressSize), ScopeId);
        }
    }
}
