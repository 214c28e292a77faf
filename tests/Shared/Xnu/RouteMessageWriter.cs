using System.Buffers.Binary;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

/// <summary>
/// Messages of routing sockets and of their sysctl, as bsd/net/rtsock.c builds them: a header, and behind it the socket
/// addresses in the order of their bits.
/// </summary>
internal static class RouteMessageWriter
{
    internal const int RouteHeaderSize = 92;
    private const byte Version = 5;
    private const int AddressHeaderSize = 20;
    private const int MulticastHeaderSize = 20;
    private const int InterfaceHeaderSize = 112;
    private const int InterfaceHeader2Size = 160;

    /// <summary>rt_msg2, for answers and dumps: each address fills up to four bytes, the last one as well.</summary>
    internal static byte[] Dump(byte type, byte[]?[] addresses) => Write(type, addresses, isPadded: true);

    /// <summary>rt_msg1, for what all routing sockets hear: the last address is not filled up.</summary>
    internal static byte[] Broadcast(byte type, byte[]?[] addresses) => Write(type, addresses, isPadded: false);

    /// <summary>The netmask of a route as the table keeps it: ones instead of a family, and no zeros behind.</summary>
    internal static byte[] RouteMask(byte[] mask, int family)
    {
        int offset = SocketBytes.Offset(family);
        int length = mask.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        if (length == 0)
        {
            return [];
        }

        // rn_addmask fills what is before the mask.
        byte[] bytes = new byte[offset + length];
        bytes.AsSpan(1, offset - 1).Fill(0xFF);
        bytes[0] = (byte)bytes.Length;
        mask.AsSpan(0, length).CopyTo(bytes.AsSpan(offset));
        return bytes;
    }

    private static byte[] Write(byte type, byte[]?[] addresses, bool isPadded)
    {
        int size = type switch
        {
            RTM_NEWADDR or RTM_DELADDR => AddressHeaderSize,
            RTM_NEWMADDR2 => MulticastHeaderSize,
            RTM_IFINFO => InterfaceHeaderSize,
            RTM_IFINFO2 => InterfaceHeader2Size,
            _ => RouteHeaderSize,
        };
        List<byte> message = [.. new byte[size]];
        int bits = 0;
        int family = SocketBytes.Family(addresses[RTAX_DST] ?? addresses[RTAX_IFA] ?? []);
        int end = size;
        for (int i = 0; i < RTAX_MAX; i++)
        {
            if (addresses[i] is not { } address)
            {
                continue;
            }

            bits |= 1 << i;
            byte[] scrubbed = i == RTAX_NETMASK ? Scrub(type, address, family) : address;
            end = message.Count + scrubbed.Length;
            message.AddRange(scrubbed);
            message.AddRange(new byte[SocketBytes.RoundUp(scrubbed.Length) - scrubbed.Length]);
        }

        byte[] bytes = [.. message];
        bytes = isPadded ? bytes : bytes[..end];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)bytes.Length);
        bytes[2] = Version;
        bytes[3] = type;
        bool isOfInterface = size != RouteHeaderSize;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(isOfInterface ? 4 : 12), bits);
        return bytes;
    }

    // rtm_scrub: the length of a mask of IPv6 is the whole one again, except in what is asked for.
    private static byte[] Scrub(byte type, byte[] mask, int family)
    {
        if (family != AF_INET6 || mask.Length <= 8 || type is RTM_GET or RTM_GET2)
        {
            return mask;
        }

        byte[] whole = new byte[SocketBytes.LengthOfInternet6];
        mask.AsSpan(0, Math.Min(mask.Length, whole.Length)).CopyTo(whole);
        whole[0] = SocketBytes.LengthOfInternet6;
        return whole;
    }
}
