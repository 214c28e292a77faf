using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using TunPS.Native;
using TunPS.Native.MacOS;

namespace TunPS.Platform.MacOS;

/// <summary>Adds and deletes routes by messages on a route socket.</summary>
/// <param name="kernel">The system.</param>
internal sealed unsafe class RouteRequest(XnuKernel kernel)
{
    /// <summary>Adds a route into an interface; 0 or the negative errno.</summary>
    internal int Add(int index, IPNetwork destination, IPAddress? gateway)
        => Send(RouteConstants.RTM_ADD, index, destination, gateway, RouteConstants.RTF_UP | RouteConstants.RTF_STATIC);

    /// <summary>Deletes a route as it is in the table; 0 or the negative errno.</summary>
    internal int Delete(RouteEntry entry) => Send(
        RouteConstants.RTM_DELETE,
        entry.Index,
        entry.Destination,
        entry.Gateway,
        RouteConstants.RTF_UP | (entry.Flags & RouteConstants.RTF_IFSCOPE));

    /// <summary>The message: a header and the socket addresses, each a multiple of 4 bytes long.</summary>
    internal static byte[] Build(byte type, int index, IPNetwork destination, IPAddress? gateway, int flags)
    {
        bool isIPv6 = destination.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6;
        bool isHost = destination.PrefixLength == TunAddress.Bits(destination.BaseAddress);
        flags |= (isHost ? RouteConstants.RTF_HOST : 0) | (gateway is null ? 0 : RouteConstants.RTF_GATEWAY);
        byte[] body =
        [
            .. ToBytes(destination.BaseAddress, index),
            .. gateway is null ? ToBytes(new LinkSocketAddress(index)) : ToBytes(gateway, index),
            .. isHost ? []
                : isIPv6 ? ToBytes(SocketAddressIn6.Mask(destination.PrefixLength))
                : ToBytes(SocketAddressIn.Mask(destination.PrefixLength)),

            // Behind a gateway this alone says which interface is meant.
            .. gateway is null ? [] : ToBytes(new LinkSocketAddress(index)),
        ];
        RouteMessageHeader header = new()
        {
            Length = (ushort)(RouteMessageHeader.Size + body.Length),
            Version = RouteConstants.RTM_VERSION,
            Type = type,
            Index = (ushort)index,
            Flags = flags,
            Addresses = RouteConstants.RTA_DST
                | RouteConstants.RTA_GATEWAY
                | (isHost ? 0 : RouteConstants.RTA_NETMASK)
                | (gateway is null ? 0 : RouteConstants.RTA_IFP),
            ProcessId = Environment.ProcessId,
            Sequence = 1,
        };
        return [.. ToBytes(header), .. body];
    }

    private int Send(byte type, int index, IPNetwork destination, IPAddress? gateway, int flags)
    {
        byte[] message = Build(type, index, destination, gateway, flags);
        using DescriptorHandle? socket = kernel.OpenSocket(
            XnuSockets.AF_ROUTE, XnuSockets.SOCK_RAW, XnuSockets.AF_UNSPEC, out int errno);
        if (socket is null)
        {
            return -errno;
        }

        // The answer is the result of the write. What the socket hears besides, of all routes of the system, nobody reads.
        fixed (byte* bytes = message)
        {
            int result;
            do
            {
                result = XnuKernel.Result(kernel.Calls.Write(
                    (int)socket.DangerousGetHandle(), bytes, (nuint)message.Length));
            }
            while (result == -Errno.EINTR);

            return Math.Min(result, 0);
        }
    }

    private static byte[] ToBytes(IPAddress address, int index)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return ToBytes(new SocketAddressIn(address));
        }

        SocketAddressIn6 bytes = new(address);
        if (address.IsIPv6LinkLocal)
        {
            // Such an address is there on every link: in the table the second word says on which (KAME).
            bytes.Address[2] = (byte)(index >> 8);
            bytes.Address[3] = (byte)index;
        }

        return ToBytes(bytes);
    }

    private static byte[] ToBytes<T>(T value)
        where T : unmanaged
        => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();
}
