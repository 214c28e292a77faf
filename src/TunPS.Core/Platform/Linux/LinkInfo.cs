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

    /// <summary>The driver's name for virtual interfaces ("tun", "veth"); null for others.</summary>
    internal string? Kind { get; private set; }

    internal bool IsTap { get; private set; }

    internal bool IsMultiQueue { get; private set; }

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
            switch (type)
            {
                case RtnetlinkConstants.IFLA_IFNAME:
                    link.Name = Text(value);
                    break;
                case RtnetlinkConstants.IFLA_MTU when MemoryMarshal.TryRead(value, out int mtu):
                    link.Mtu = mtu;
                    break;
                case RtnetlinkConstants.IFLA_LINKINFO:
                    link.ParseDriver(value);
                    break;
                default:
                    break;
            }
        }

        return link;
    }

    private void ParseDriver(ReadOnlySpan<byte> attributes)
    {
        while (NetlinkReader.TryTakeAttribute(ref attributes, out int type, out ReadOnlySpan<byte> value))
        {
            if (type == RtnetlinkConstants.IFLA_INFO_KIND)
            {
                Kind = Text(value);
            }
            else if (type == RtnetlinkConstants.IFLA_INFO_DATA && Kind == TunKind)
            {
                ParseTun(value);
            }
        }
    }

    private void ParseTun(ReadOnlySpan<byte> attributes)
    {
        while (NetlinkReader.TryTakeAttribute(ref attributes, out int type, out ReadOnlySpan<byte> value))
        {
            IsTap |= type == RtnetlinkConstants.IFLA_TUN_TYPE && value is [TypeTap];
            IsMultiQueue |= type == RtnetlinkConstants.IFLA_TUN_MULTI_QUEUE && value is [not 0];
        }
    }

    private static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value.TrimEnd((byte)0));
}
