using System.Buffers.Binary;
using System.Text;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

/// <summary>Socket addresses as xnu lays them out: the length, the family, and what belongs to that.</summary>
internal static class SocketBytes
{
    internal const int LengthOfInternet = 16;
    internal const int LengthOfInternet6 = 28;
    private const int LengthOfLink = 20;

    /// <summary>struct sockaddr_in without a port.</summary>
    internal static byte[] OfInternet(ReadOnlySpan<byte> address)
    {
        byte[] bytes = new byte[LengthOfInternet];
        bytes[0] = LengthOfInternet;
        bytes[1] = AF_INET;
        address.CopyTo(bytes.AsSpan(4));
        return bytes;
    }

    /// <summary>struct sockaddr_in6 without a port or a scope, which is inside a link-local address.</summary>
    internal static byte[] OfInternet6(ReadOnlySpan<byte> address)
    {
        byte[] bytes = new byte[LengthOfInternet6];
        bytes[0] = LengthOfInternet6;
        bytes[1] = AF_INET6;
        address.CopyTo(bytes.AsSpan(8));
        return bytes;
    }

    internal static byte[] Of(int family, ReadOnlySpan<byte> address)
        => family == AF_INET ? OfInternet(address) : OfInternet6(address);

    /// <summary>struct sockaddr_dl with the name (dlil_alloc_lladdr, bsd/net/dlil_subr.c).</summary>
    internal static byte[] OfLink(int index, byte type, string name)
    {
        byte[] data = Encoding.ASCII.GetBytes(name);
        byte[] bytes = new byte[Math.Max(LengthOfLink, RoundUp(8 + data.Length))];
        bytes[0] = (byte)bytes.Length;
        bytes[1] = AF_LINK;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)index);
        bytes[4] = type;
        bytes[5] = (byte)data.Length;
        data.CopyTo(bytes, 8);
        return bytes;
    }

    internal static int Family(ReadOnlySpan<byte> address) => address.Length > 1 ? address[1] : AF_UNSPEC;

    /// <summary>Where the address is in a sockaddr_in or sockaddr_in6.</summary>
    internal static int Offset(int family) => family == AF_INET ? 4 : 8;

    internal static int AddressLength(int family) => family == AF_INET ? 4 : 16;

    /// <summary>The address in it; what is beyond its end is zero.</summary>
    internal static byte[] Address(ReadOnlySpan<byte> bytes, int family)
    {
        byte[] address = new byte[AddressLength(family)];
        int offset = Offset(family);
        if (bytes.Length > offset)
        {
            ReadOnlySpan<byte> rest = bytes[offset..];
            rest[..Math.Min(rest.Length, address.Length)].CopyTo(address);
        }

        return address;
    }

    /// <summary>ROUNDUP32 of rtsock.c: nothing at all takes four bytes as well.</summary>
    internal static int RoundUp(int length) => length > 0 ? ((length - 1) | 3) + 1 : 4;

    internal static bool IsLinkLocal(ReadOnlySpan<byte> address)
        => address.Length == 16 && address[0] == 0xFE && (address[1] & 0xC0) == 0x80;

    /// <summary>IN6_IS_SCOPE_EMBED: what carries the interface in bytes 2 and 3.</summary>
    internal static bool HasEmbeddedScope(ReadOnlySpan<byte> address)
        => IsLinkLocal(address) || (address.Length == 16 && address[0] == 0xFF && (address[1] & 0xF) is 1 or 2);
}
