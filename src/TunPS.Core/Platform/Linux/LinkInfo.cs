using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Text;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>What the kernel tells of one interface.</summary>
internal sealed class LinkInfo
{
    internal const string TunKind = "tun";

    // The driver's IFLA_TUN_TYPE: 1 is TUN, 2 is TAP.
    private const byte TypeTap = 2;

    internal int Index { get; private init; }

    internal string Name { get; private set; } = string.Empty;

    internal int Mtu { get; private set; }

    internal bool IsUp { get; private init; }

    internal bool HasCarrier { get; private set; }

    internal int TxQueueLength { get; private set; }

    internal string Alias { get; private set; } = string.Empty;

    /// <summary>Null on a TUN device, which has none.</summary>
    internal PhysicalAddress? MacAddress { get; private set; }

    internal TunStatistics Statistics { get; private set; } = new();

    /// <summary>The driver's name for virtual interfaces ("tun", "veth"); null for others.</summary>
    internal string? Kind { get; private set; }

    internal TunLayer Layer { get; private set; }

    internal bool IsMultiQueue { get; private set; }

    internal bool IsPersistent { get; private set; }

    /// <summary>Whether its queues have the driver's own header before each packet.</summary>
    internal bool HasPacketInformation { get; private set; }

    /// <summary>Whether its queues have a virtio header before each packet.</summary>
    internal bool HasVirtioHeader { get; private set; }

    /// <summary>The user id of the owner; null when it has none.</summary>
    internal uint? Owner { get; private set; }

    internal uint? Group { get; private set; }

    /// <summary>How many queues are open, whoever has them; those that are detached are counted apart.</summary>
    internal int QueueCount { get; private set; }

    internal int DetachedQueueCount { get; private set; }

    internal static LinkInfo? Parse(ReadOnlySpan<byte> message)
    {
        if (!MemoryMarshal.TryRead(message, out LinkHeader header))
        {
            return null;
        }

        LinkInfo link = new() { Index = header.Index, IsUp = (header.Flags & RtnetlinkConstants.IFF_UP) != 0 };
        ReadOnlySpan<byte> attributes = message[Marshal.SizeOf<LinkHeader>()..];
        while (NetlinkReader.TryTakeAttribute(ref attributes, out int type, out ReadOnlySpan<byte> value))
        {
            link.Take(type, value);
        }

        return link;
    }

    private void Take(int type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case RtnetlinkConstants.IFLA_IFNAME:
                Name = Text(value);
                break;
            case RtnetlinkConstants.IFLA_MTU when MemoryMarshal.TryRead(value, out int mtu):
                Mtu = mtu;
                break;
            case RtnetlinkConstants.IFLA_TXQLEN when MemoryMarshal.TryRead(value, out int length):
                TxQueueLength = length;
                break;
            case RtnetlinkConstants.IFLA_IFALIAS:
                Alias = Text(value);
                break;
            case RtnetlinkConstants.IFLA_CARRIER:
                HasCarrier = value is [not 0];
                break;
            case RtnetlinkConstants.IFLA_ADDRESS when value.Length == MacAddressRule.Length:
                MacAddress = new PhysicalAddress(value.ToArray());
                break;
            case RtnetlinkConstants.IFLA_STATS64:
                Statistics = LinkStatistics.Parse(value);
                break;
            case RtnetlinkConstants.IFLA_LINKINFO:
                TakeDriver(value);
                break;
            default:
                break;
        }
    }

    private void TakeDriver(ReadOnlySpan<byte> attributes)
    {
        while (NetlinkReader.TryTakeAttribute(ref attributes, out int type, out ReadOnlySpan<byte> value))
        {
            if (type == RtnetlinkConstants.IFLA_INFO_KIND)
            {
                Kind = Text(value);
            }
            else if (type == RtnetlinkConstants.IFLA_INFO_DATA && Kind == TunKind)
            {
                TakeTun(value);
            }
        }
    }

    private void TakeTun(ReadOnlySpan<byte> attributes)
    {
        while (NetlinkReader.TryTakeAttribute(ref attributes, out int type, out ReadOnlySpan<byte> value))
        {
            switch (type)
            {
                case RtnetlinkConstants.IFLA_TUN_TYPE:
                    Layer = value is [TypeTap] ? TunLayer.Tap : TunLayer.Tun;
                    break;
                case RtnetlinkConstants.IFLA_TUN_PI:
                    HasPacketInformation = value is [not 0];
                    break;
                case RtnetlinkConstants.IFLA_TUN_VNET_HDR:
                    HasVirtioHeader = value is [not 0];
                    break;
                case RtnetlinkConstants.IFLA_TUN_MULTI_QUEUE:
                    IsMultiQueue = value is [not 0];
                    break;
                case RtnetlinkConstants.IFLA_TUN_PERSIST:
                    IsPersistent = value is [not 0];
                    break;
                case RtnetlinkConstants.IFLA_TUN_OWNER when MemoryMarshal.TryRead(value, out uint owner):
                    Owner = owner;
                    break;
                case RtnetlinkConstants.IFLA_TUN_GROUP when MemoryMarshal.TryRead(value, out uint group):
                    Group = group;
                    break;
                case RtnetlinkConstants.IFLA_TUN_NUM_QUEUES when MemoryMarshal.TryRead(value, out int count):
                    QueueCount = count;
                    break;
                case RtnetlinkConstants.IFLA_TUN_NUM_DISABLED_QUEUES when MemoryMarshal.TryRead(value, out int count):
                    DetachedQueueCount = count;
                    break;
                default:
                    break;
            }
        }
    }

    private static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value.TrimEnd((byte)0));
}
