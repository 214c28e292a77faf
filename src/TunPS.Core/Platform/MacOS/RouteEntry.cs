using System.Net;
using System.Runtime.InteropServices;
using TunPS.Native.MacOS;

namespace TunPS.Platform.MacOS;

/// <summary>A route in the kernel's table.</summary>
/// <param name="Index">The interface that it leads into.</param>
/// <param name="Flags">RTF_ bits.</param>
/// <param name="Destination">The network.</param>
/// <param name="Gateway">The router; null when there is none.</param>
internal sealed record RouteEntry(int Index, int Flags, IPNetwork Destination, IPAddress? Gateway)
{
    // What the kernel makes for itself: of a route for a network one for each host, for neighbours, for its own addresses.
    private const int OwnFlags = RouteConstants.RTF_LLINFO
        | RouteConstants.RTF_WASCLONED
        | RouteConstants.RTF_LOCAL
        | RouteConstants.RTF_BROADCAST
        | RouteConstants.RTF_MULTICAST;

    internal bool IsKernelsOwn => (Flags & OwnFlags) != 0;

    /// <summary>Whether it leads to all of a network straight away, as the route does that comes with an address.</summary>
    internal bool IsPrefix(IPNetwork network) => Gateway is null && Destination.Equals(network);

    /// <summary>All routes of the system; empty with the errno when it does not answer.</summary>
    internal static List<RouteEntry> ReadAll(XnuKernel kernel, out int errno)
    {
        ReadOnlySpan<int> name =
            [RouteConstants.CTL_NET, XnuSockets.AF_ROUTE, 0, XnuSockets.AF_UNSPEC, RouteConstants.NET_RT_DUMP, 0];
        return ParseAll(kernel.ReadTable(name, out errno));
    }

    /// <summary>Reads the kernel's answer. Never throws, whatever the bytes are.</summary>
    internal static List<RouteEntry> ParseAll(ReadOnlySpan<byte> table)
    {
        List<RouteEntry> entries = [];
        RouteTableReader messages = new(table);
        while (messages.TryTake(out byte type, out ReadOnlySpan<byte> message))
        {
            if (type == RouteConstants.RTM_GET && Parse(message) is RouteEntry entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private static RouteEntry? Parse(ReadOnlySpan<byte> message)
    {
        if (!MemoryMarshal.TryRead(message, out RouteMessageHeader header))
        {
            return null;
        }

        IPAddress? destination = null;
        IPAddress? gateway = null;
        ReadOnlySpan<byte> mask = default;
        bool hasMask = false;
        SocketAddressReader reader = new(message[RouteMessageHeader.Size..], header.Addresses);
        while (reader.TryTake(out int which, out ReadOnlySpan<byte> address))
        {
            switch (which)
            {
                case RouteConstants.RTA_DST:
                    destination = SocketAddressReader.ToIPAddress(address);
                    break;
                case RouteConstants.RTA_GATEWAY:
                    gateway = SocketAddressReader.ToIPAddress(address);
                    break;
                case RouteConstants.RTA_NETMASK:
                    mask = address;
                    hasMask = true;
                    break;
                default:
                    break;
            }
        }

        if (destination is null)
        {
            return null;
        }

        bool isHost = (header.Flags & RouteConstants.RTF_HOST) != 0 || !hasMask;
        int bits = TunAddress.Bits(destination);
        int length = isHost ? bits : SocketAddressReader.ToPrefixLength(mask, bits == 128);
        bool isRouted = (header.Flags & RouteConstants.RTF_GATEWAY) != 0;
        return new RouteEntry(
            header.Index, header.Flags, TunRoute.NetworkOf(destination, length), isRouted ? gateway : null);
    }
}
