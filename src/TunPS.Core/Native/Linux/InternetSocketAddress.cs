using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace TunPS.Native.Linux;

/// <summary>struct sockaddr_in, 16 bytes (ip(7)), or struct sockaddr_in6, 28 bytes (ipv6(7)).</summary>
[StructLayout(LayoutKind.Explicit, Size = 28, Pack = 4)]
internal struct InternetSocketAddress
{
    private const uint IPv4Size = 16;
    private const uint IPv6Size = 28;

    [FieldOffset(0)]
    internal ushort Family;

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

    internal InternetSocketAddress(IPEndPoint point)
    {
        Port = Swap((ushort)point.Port);
        Span<byte> address = stackalloc byte[16];
        _ = point.Address.TryWriteBytes(address, out _);
        if (point.AddressFamily == AddressFamily.InterNetwork)
        {
            Family = Libc.AF_INET;
            IPv4Address = MemoryMarshal.Read<uint>(address);
        }
        else
        {
            Family = Libc.AF_INET6;
            IPv6High = MemoryMarshal.Read<ulong>(address);
            IPv6Low = MemoryMarshal.Read<ulong>(address[8..]);
            ScopeId = (uint)point.Address.ScopeId;
        }
    }

    /// <summary>How many bytes the kernel is to read.</summary>
    internal readonly uint Size => Family == Libc.AF_INET6 ? IPv6Size : IPv4Size;

    /// <summary>
    /// Whether both are the same end point. Which link it is on matters only where an address says nothing without it;
    /// a flow label says nothing about the end.
    /// </summary>
    internal readonly bool IsSameEnd(in InternetSocketAddress other)
        => Port == other.Port && Family == other.Family && (Family == Libc.AF_INET
            ? IPv4Address == other.IPv4Address
            : IPv6High == other.IPv6High && IPv6Low == other.IPv6Low && (!IsLinkLocal || ScopeId == other.ScopeId));

    internal readonly IPEndPoint ToEndPoint()
    {
        Span<byte> address = stackalloc byte[16];
        if (Family == Libc.AF_INET)
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
