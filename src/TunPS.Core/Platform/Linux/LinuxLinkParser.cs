using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using TunPS.Native.Linux;

namespace TunPS.Platform.Linux;

/// <summary>Reads what rtnetlink tells of an interface.</summary>
[SupportedOSPlatform("linux")]
internal static class LinuxLinkParser
{
    internal const string TunKind = "tun";

    // The driver's IFLA_TUN_TYPE: 1 is TUN, 2 is TAP.
    private const byte TypeTap = 2;

    /// <summary>The interface in a message; null when that makes no sense.</summary>
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
            Take(link, type, value);
        }

        return link;
    }

    private static void Take(LinkInfo link, int type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case RtnetlinkConstants.IFLA_IFNAME:
                link.Name = Text(value);
                break;
            case RtnetlinkConstants.IFLA_MTU when MemoryMarshal.TryRead(value, out int mtu):
                link.Mtu = mtu;
                break;
            case RtnetlinkConstants.IFLA_TXQLEN when MemoryMarshal.TryRead(value, out int length):
                link.TxQueueLength = length;
                break;
            case RtnetlinkConstants.IFLA_IFALIAS:
                link.Alias = Text(value);
                break;
            case RtnetlinkConstants.IFLA_CARRIER:
                link.HasCarrier = value is [not 0];
                break;
            case RtnetlinkConstants.IFLA_ADDRESS when value.Length == MacAddressRule.Length:
                link.MacAddress = new PhysicalAddress(value.ToArray());
                break;
            case RtnetlinkConstants.IFLA_STATS64:
                link.Statistics = LinkStatistics.Parse(value);
                break;
            case RtnetlinkConstants.IFLA_LINKINFO:
                TakeDriver(link, value);
                break;
            default:
                break;
        }
    }

    private static void TakeDriver(LinkInfo link, ReadOnlySpan<byte> attributes)
    {
        while (NetlinkReader.TryTakeAttribute(ref attributes, out int type, out ReadOnlySpan<byte> value))
        {
            if (type == RtnetlinkConstants.IFLA_INFO_KIND)
            {
                link.Kind = Text(value);
                link.IsTun = link.Kind == TunKind;
            }
            else if (type == RtnetlinkConstants.IFLA_INFO_DATA && link.IsTun)
            {
                TakeTun(link, value);
            }
        }
    }

    private static void TakeTun(LinkInfo link, ReadOnlySpan<byte> attributes)
    {
        while (NetlinkReader.TryTakeAttribute(ref attributes, out int type, out ReadOnlySpan<byte> value))
        {
            switch (type)
            {
                case RtnetlinkConstants.IFLA_TUN_TYPE:
                    link.Layer = value is [TypeTap] ? TunLayer.Tap : TunLayer.Tun;
                    break;
                case RtnetlinkConstants.IFLA_TUN_PI:
                    link.HasPacketInformation = value is [not 0];
                    break;
                case RtnetlinkConstants.IFLA_TUN_VNET_HDR:
                    link.HasVirtioHeader = value is [not 0];
                    break;
                case RtnetlinkConstants.IFLA_TUN_MULTI_QUEUE:
                    link.IsMultiQueue = value is [not 0];
                    break;
                case RtnetlinkConstants.IFLA_TUN_PERSIST:
                    link.IsPersistent = value is [not 0];
                    break;
                case RtnetlinkConstants.IFLA_TUN_OWNER when MemoryMarshal.TryRead(value, out uint owner):
                    link.Owner = owner;
                    break;
                case RtnetlinkConstants.IFLA_TUN_GROUP when MemoryMarshal.TryRead(value, out uint group):
                    link.Group = group;
                    break;
                case RtnetlinkConstants.IFLA_TUN_NUM_QUEUES when MemoryMarshal.TryRead(value, out int count):
                    link.QueueCount = count;
                    break;
                case RtnetlinkConstants.IFLA_TUN_NUM_DISABLED_QUEUES when MemoryMarshal.TryRead(value, out int count):
                    link.DetachedQueueCount = count;
                    break;
                default:
                    break;
            }
        }
    }

    private static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value.TrimEnd((byte)0));
}
