using System.Buffers.Binary;
using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

/// <summary>Each message that the recorded kernel sends or dumps.</summary>
internal static class RouteMessages
{
    /// <summary>rt_ifmsg: an interface went up or down, or has another MTU.</summary>
    internal static byte[] InterfaceChanged(RecordedInterface changed)
    {
        byte[] message = RouteMessageWriter.Broadcast(RTM_IFINFO, new byte[]?[RTAX_MAX]);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), changed.Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(12), (ushort)changed.Index);
        InterfaceCounters counters = changed.Counters;
        Span<byte> data = message.AsSpan(16);
        data[0] = changed.Type;
        BinaryPrimitives.WriteInt32LittleEndian(data[8..], changed.Mtu);
        BinaryPrimitives.WriteUInt32LittleEndian(data[20..], (uint)counters.PacketsIn);
        BinaryPrimitives.WriteUInt32LittleEndian(data[28..], (uint)counters.PacketsOut);
        return message;
    }

    /// <summary>rt_newaddrmsg, its first half.</summary>
    internal static byte[] AddressChanged(byte type, RecordedAddress address)
    {
        byte[]?[] addresses = AddressesOf(address);
        addresses[RTAX_IFP] = address.Owner.LinkBytes;
        byte[] message = RouteMessageWriter.Broadcast(type, addresses);
        CompleteAddress(message, address);
        return message;
    }

    /// <summary>rt_newaddrmsg, its second half: the route that came or went with the address.</summary>
    internal static byte[] RouteOfAddress(byte type, RecordedRoute route, RecordedInterface owner)
    {
        byte[] message = RouteMessageWriter.Broadcast(type, AddressesOf(route));
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), (ushort)owner.Index);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), route.Flags);
        return message;
    }

    /// <summary>nd6_rtmsg: the route of a prefix of IPv6.</summary>
    internal static byte[] PrefixChanged(byte type, RecordedRoute route)
    {
        byte[]?[] addresses = AddressesOf(route);
        addresses[RTAX_IFP] = route.Interface.LinkBytes;
        addresses[RTAX_IFA] = route.Source.Bytes;
        byte[] message = RouteMessageWriter.Broadcast(type, addresses);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), route.Flags | RTF_DONE);
        return message;
    }

    /// <summary>sysctl_dumpentry.</summary>
    internal static byte[] Route(byte type, RecordedRoute route)
    {
        byte[]?[] addresses = AddressesOf(route);
        addresses[RTAX_IFA] = route.Source.Bytes;
        byte[] message = RouteMessageWriter.Dump(type, addresses);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), (ushort)route.Interface.Index);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), route.Flags);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(40), route.Mtu);
        return message;
    }

    /// <summary>What route_output makes of a request that it answers: the header of that, and the route.</summary>
    internal static byte[] Answer(byte[] request, RecordedRoute route)
    {
        const int WantsInterface = (1 << RTAX_IFP) | (1 << RTAX_IFA);
        byte[]?[] addresses = AddressesOf(route);
        if ((BinaryPrimitives.ReadInt32LittleEndian(request.AsSpan(12)) & WantsInterface) != 0)
        {
            addresses[RTAX_IFP] = route.Interface.LinkBytes;
            addresses[RTAX_IFA] = route.Source.Bytes;
        }

        byte[] body = RouteMessageWriter.Dump(request[3], addresses);
        const int HeaderSize = RouteMessageWriter.RouteHeaderSize;
        byte[] message = [.. request[..HeaderSize], .. body[HeaderSize..]];
        body.AsSpan(0, 4).CopyTo(message);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), (ushort)route.Interface.Index);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), route.Flags);
        body.AsSpan(12, 4).CopyTo(message.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(40), route.Mtu);
        return message;
    }

    /// <summary>sysctl_iflist2, an interface.</summary>
    internal static byte[] Interface2(RecordedInterface one)
    {
        byte[]?[] addresses = new byte[]?[RTAX_MAX];
        addresses[RTAX_IFP] = one.LinkBytes;
        byte[] message = RouteMessageWriter.Dump(RTM_IFINFO2, addresses);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), one.Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(12), (ushort)one.Index);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(20), 128);
        InterfaceCounters counters = one.Counters;
        Span<byte> data = message.AsSpan(32);
        data[0] = one.Type;
        BinaryPrimitives.WriteInt32LittleEndian(data[8..], one.Mtu);
        BinaryPrimitives.WriteUInt64LittleEndian(data[24..], counters.PacketsIn);
        BinaryPrimitives.WriteUInt64LittleEndian(data[40..], counters.PacketsOut);
        BinaryPrimitives.WriteUInt64LittleEndian(data[48..], counters.ErrorsOut);

        // Programs that are not Apple's get the bytes in whole KiB.
        BinaryPrimitives.WriteUInt64LittleEndian(data[64..], counters.BytesIn & ~1023ul);
        BinaryPrimitives.WriteUInt64LittleEndian(data[72..], counters.BytesOut & ~1023ul);
        BinaryPrimitives.WriteUInt64LittleEndian(data[104..], counters.WithoutProtocol);
        return message;
    }

    /// <summary>sysctl_iflist2, an address.</summary>
    internal static byte[] Address(RecordedAddress address)
    {
        byte[] message = RouteMessageWriter.Dump(RTM_NEWADDR, AddressesOf(address));
        CompleteAddress(message, address);
        return message;
    }

    /// <summary>sysctl_iflist2, a group that the interface is in.</summary>
    internal static byte[] Group(RecordedInterface owner, byte[] group)
    {
        byte[]?[] addresses = new byte[]?[RTAX_MAX];
        addresses[RTAX_IFP] = owner.LinkBytes;
        addresses[RTAX_IFA] = group;
        byte[] message = RouteMessageWriter.Dump(RTM_NEWMADDR2, addresses);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(12), (ushort)owner.Index);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(16), 1);
        return message;
    }

    private static byte[]?[] AddressesOf(RecordedRoute route)
    {
        byte[]?[] addresses = new byte[]?[RTAX_MAX];
        addresses[RTAX_DST] = route.DestinationBytes;
        addresses[RTAX_GATEWAY] = route.Gateway;
        addresses[RTAX_NETMASK] = route.Mask is null ? null : RouteMessageWriter.RouteMask(route.Mask, route.Family);
        return addresses;
    }

    private static byte[]?[] AddressesOf(RecordedAddress address)
    {
        byte[]?[] addresses = new byte[]?[RTAX_MAX];
        addresses[RTAX_NETMASK] = address.MaskBytes;
        addresses[RTAX_IFA] = address.Bytes;

        // in6_update_ifa has another end only where there can be one.
        bool hasPeer = address.Family == AF_INET
            || (address.Owner.Flags & (IFF_POINTOPOINT | IFF_LOOPBACK)) != 0;
        addresses[RTAX_BRD] = hasPeer ? address.Peer : null;
        return addresses;
    }

    private static void CompleteAddress(byte[] message, RecordedAddress address)
    {
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), address.Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(12), (ushort)address.Owner.Index);
    }
}
