using System.Runtime.InteropServices;

namespace TunPS.Native.Linux;

/// <summary>struct sockaddr_nl, 12 bytes (netlink(7)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NetlinkSocketAddress
{
    internal ushort Family;
    internal ushort Padding;

    /// <summary>0 lets the kernel choose.</summary>
    internal uint PortId;

    /// <summary>Mask of the multicast groups to hear.</summary>
    internal uint Groups;
}
