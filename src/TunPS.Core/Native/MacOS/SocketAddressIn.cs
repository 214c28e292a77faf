using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>struct sockaddr_in (netinet/in.h), 16 bytes, with the length in front that Linux does not have.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct SocketAddressIn
{
    internal const int Size = 16;

    [FieldOffset(0)]
    internal byte Length;

    [FieldOffset(1)]
    internal byte Family;

    /// <summary>In network order.</summary>
    [FieldOffset(2)]
    internal ushort Port;

    /// <summary>In network order.</summary>
    [FieldOffset(4)]
    internal uint Address;

    [FieldOffset(8)]
    internal ulong Zero;

    /// <exception cref="ArgumentException">It is not an IPv4 address.</exception>
    internal SocketAddressIn(IPAddress address)
        : this()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        if (!address.TryWriteBytes(bytes, out _))
        {
            throw new ArgumentException($"{address} is not an IPv4 address.", nameof(address));
        }

        Length = Size;
        Family = XnuSockets.AF_INET;
        Address = MemoryMarshal.Read<uint>(bytes);
    }

    /// <summary>A prefix of 0 to 32 bits as the mask that it stands for.</summary>
    internal static SocketAddressIn Mask(int prefixLength)
    {
        uint mask = (uint)(ulong.MaxValue << (32 - prefixLength));
        return new SocketAddressIn
        {
            Length = Size,
            Family = XnuSockets.AF_INET,
            Address = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(mask) : mask,
        };
    }

    internal readonly IPAddress ToAddress() => new(Address);
}
