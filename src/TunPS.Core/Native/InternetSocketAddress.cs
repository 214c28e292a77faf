using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace TunPS.Native;

/// <summary>
/// struct sockaddr_in, 16 bytes, or struct sockaddr_in6, 28 bytes. The systems differ in the first two bytes only: on Linux
/// the family, on macOS the length and the family, each in a byte.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 28, Pack = 4)]
internal struct InternetSocketAddress
{
    internal const ushort LinuxIPv4 = 2;
    internal const ushort LinuxIPv6 = 10;
    internal const ushort MacOSIPv4 = (2 << 8) | (int)IPv4Size;
    internal const ushort MacOSIPv6 = (30 << 8) | (int)IPv6Size;

    private const uint IPv4Size = 16;
    private const uint IPv6Size = 28;

    /// <summary>The four values that the systems have for the two families are all different.</summary>
    [FieldOffset(0)]
    internal ushort LengthAndFamily;

    /// <summary>In network order.</summary>
    [FieldOffset(2)]
    internal ushort Port;

    /// <summary>IPv4: the address, in network order.</summary>
    [FieldOffset(4)]
    internal uint IPv4Address;

    /// <summary>IPv6: the first half of the address, in network order.</summary>
    [FieldOffset(8)]
    internal ulong IPv6High;

    /// <summary>IPv6: the second half of the address, in network order.</summary>
    [FieldOffset(16)]
    internal ulong IPv6Low;

    /// <summary>IPv6: the index of the interface of a link-local address.</summary>
    [FieldOffset(24)]
    internal uint ScopeId;

    /// <param name="point">The end point.</param>
    /// <param name="lengthAndFamily">What the system has for its family.</param>
    internal InternetSocketAddress(IPEndPoint point, ushort lengthAndFamily)
    {
        LengthAndFamily = lengthAndFamily;
        Port = Swap((ushort)point.Port);
        Span<byte> address = stackalloc byte[16];
        _ = point.Address.TryWriteBytes(address, out _);
        if (point.AddressFamily == AddressFamily.InterNetwork)
        {
            IPv4Address = MemoryMarshal.Read<uint>(address);
        }
        else
        {
            IPv6High = MemoryMarshal.Read<ulong>(address);
            IPv6Low = MemoryMarshal.Read<ulong>(address[8..]);
            ScopeId = (uint)point.Address.ScopeId;
        }
    }

    internal readonly bool IsIPv6 => LengthAndFamily is LinuxIPv6 or MacOSIPv6;

    /// <summary>How many bytes the kernel is to read.</summary>
    internal readonly uint Size => IsIPv6 ? IPv6Size : IPv4Size;

    /// <summary>
    /// Whether both are the same end point. Which link it is on matters only where an address says nothing without it;
    /// a flow label says nothing about the end.
    /// </summary>
    internal readonly bool IsSameEnd(in InternetSocketAddress other)
        => Port == other.Port && LengthAndFamily == other.LengthAndFamily && (!IsIPv6
            ? IPv4Address == other.IPv4Address
            : IPv6High == other.IPv6High && IPv6Low == other.IPv6Low && (!IsLinkLocal || ScopeId == other.ScopeId));

    internal readonly IPEndPoint ToEndPoint()
    {
        Span<byte> address = stackalloc byte[16];
        if (!IsIPv6)
        {
            MemoryMarshal.Write(address, IPv4Address);
            return new IPEndPoint(new IPAddress(address[..4]), Swap(Port));
        }

        MemoryMarshal.Write(address, IPv6High);
        MemoryMarshal.Write(address[8..], IPv6Low);
        return new IPEndPoint(new IPAddress(address, ScopeId), Swap(Port));
    }

    // fe80::/10.
    private readonly bool IsLinkLocal
    {
        get
        {
            ulong high = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(IPv6High) : IPv6High;
            return high >> 54 == 0x3FA;
        }
    }

    private static ushort Swap(ushort port)
        => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(port) : port;
}
