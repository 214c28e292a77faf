using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using TunPS.Native.MacOS;

namespace TunPS.Platform.MacOS;

/// <summary>What the kernel tells of interfaces and their addresses in one table (sysctl NET_RT_IFLIST2).</summary>
internal sealed class InterfaceTable
{
    private readonly List<LinkInfo> _links = [];
    private readonly List<(int Index, TunAddress Address)> _addresses = [];

    private InterfaceTable()
    {
    }

    /// <summary>The utun interfaces, in the kernel's order.</summary>
    internal IReadOnlyList<LinkInfo> Links => _links;

    /// <summary>Asks the kernel; empty with the errno when it does not answer.</summary>
    /// <param name="kernel">The system.</param>
    /// <param name="index">The index of one interface; 0 for all.</param>
    /// <param name="errno">0, or why the table is empty.</param>
    internal static InterfaceTable Read(XnuKernel kernel, int index, out int errno)
    {
        ReadOnlySpan<int> name =
            [RouteConstants.CTL_NET, XnuSockets.AF_ROUTE, 0, XnuSockets.AF_UNSPEC, RouteConstants.NET_RT_IFLIST2, index];
        return Parse(kernel.ReadTable(name, out errno));
    }

    /// <summary>Reads the kernel's answer. Never throws, whatever the bytes are.</summary>
    internal static InterfaceTable Parse(ReadOnlySpan<byte> bytes)
    {
        InterfaceTable table = new();
        RouteTableReader messages = new(bytes);
        while (messages.TryTake(out byte type, out ReadOnlySpan<byte> message))
        {
            if (type == RouteConstants.RTM_IFINFO2)
            {
                table.TakeInterface(message);
            }
            else if (type == RouteConstants.RTM_NEWADDR)
            {
                table.TakeAddress(message);
            }
        }

        return table;
    }

    internal LinkInfo? Find(string name) => _links.Find(link => link.Name == name);

    internal LinkInfo? Find(int index) => _links.Find(link => link.Index == index);

    /// <summary>The addresses of an interface, IPv4 first, and else in the kernel's order.</summary>
    internal TunAddress[] AddressesOf(int index, string? device) => [.. _addresses
        .Where(entry => entry.Index == index)
        .Select(entry => entry.Address with { Device = device })
        .OrderBy(address => TunAddress.Bits(address.Address))];

    private void TakeInterface(ReadOnlySpan<byte> message)
    {
        if (!MemoryMarshal.TryRead(message, out InterfaceMessageHeader2 header)
            || NameIn(message[Marshal.SizeOf<InterfaceMessageHeader2>()..], header.Addresses) is not string name
            || !UtunName.IsUtun(name))
        {
            return;
        }

        _links.Add(new LinkInfo
        {
            Index = header.Index,
            Name = name,
            IsTun = true,
            Layer = TunLayer.Tun,
            Mtu = (int)header.Data.Mtu,
            IsUp = (header.Flags & InterfaceConstants.IFF_UP) != 0,
            HasCarrier = (header.Flags & InterfaceConstants.IFF_RUNNING) != 0,
            TxQueueLength = header.SendQueueLimit,
            Statistics = Statistics(header),
        });
    }

    // The name is in a sockaddr_dl: its length at 5, itself from 8 on.
    private static string? NameIn(ReadOnlySpan<byte> addresses, int present)
    {
        const int LengthOffset = 5;
        const int NameOffset = 8;
        SocketAddressReader reader = new(addresses, present);
        while (reader.TryTake(out int which, out ReadOnlySpan<byte> address))
        {
            if (which == RouteConstants.RTA_IFP
                && SocketAddressReader.FamilyOf(address) == XnuSockets.AF_LINK
                && address.Length > LengthOffset
                && address.Length >= NameOffset + address[LengthOffset])
            {
                return Encoding.UTF8.GetString(address.Slice(NameOffset, address[LengthOffset]));
            }
        }

        return null;
    }

    // What the kernel puts out the script receives, and the other way round.
    private static TunStatistics Statistics(in InterfaceMessageHeader2 header) => new()
    {
        ReceivedPackets = (long)header.Data.OutputPackets,
        ReceivedBytes = (long)header.Data.OutputBytes,
        ReceiveErrors = (long)header.Data.OutputErrors,
        ReceiveDrops = header.SendQueueDrops,
        SentPackets = (long)header.Data.InputPackets,
        SentBytes = (long)header.Data.InputBytes,
        SendErrors = (long)header.Data.InputErrors,
        SendDrops = (long)header.Data.InputDrops,
    };

    private void TakeAddress(ReadOnlySpan<byte> message)
    {
        if (!MemoryMarshal.TryRead(message, out InterfaceAddressMessageHeader header))
        {
            return;
        }

        IPAddress? own = null;
        IPAddress? other = null;
        ReadOnlySpan<byte> mask = default;
        SocketAddressReader reader = new(message[Marshal.SizeOf<InterfaceAddressMessageHeader>()..], header.Addresses);
        while (reader.TryTake(out int which, out ReadOnlySpan<byte> address))
        {
            switch (which)
            {
                case RouteConstants.RTA_NETMASK:
                    mask = address;
                    break;
                case RouteConstants.RTA_IFA:
                    own = SocketAddressReader.ToIPAddress(address);
                    break;
                case RouteConstants.RTA_BRD:
                    other = SocketAddressReader.ToIPAddress(address);
                    break;
                default:
                    break;
            }
        }

        if (own is not null)
        {
            Add(header.Index, own, SocketAddressReader.ToPrefixLength(mask, TunAddress.Bits(own) == 128), other);
        }
    }

    // Without a peer the kernel has the address itself, or nothing, in its place.
    private void Add(int index, IPAddress own, int prefixLength, IPAddress? other)
    {
        IPAddress? peer = own.Equals(other) || IPAddress.Any.Equals(other) || IPAddress.IPv6Any.Equals(other)
            ? null
            : other;
        if (TunAddress.FindProblem(own, prefixLength, peer) is null)
        {
            _addresses.Add((index, new TunAddress(own, prefixLength, peer)));
        }
    }
}
