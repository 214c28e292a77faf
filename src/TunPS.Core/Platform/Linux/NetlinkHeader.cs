using System.Runtime.InteropServices;

namespace TunPS.Platform.Linux;

/// <summary>struct nlmsghdr, 16 bytes (netlink(7)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NetlinkHeader
{
    internal readonly uint Length;
    internal readonly ushort Type;
    internal readonly ushort Flags;
    internal readonly uint Sequence;
    internal readonly uint PortId;
}
