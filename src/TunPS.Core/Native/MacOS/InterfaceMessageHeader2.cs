using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>
/// struct if_msghdr2 (net/if.h), 160 bytes: an interface in the answer to NET_RT_IFLIST2, RTM_IFINFO2.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 160)]
internal struct InterfaceMessageHeader2
{
    [FieldOffset(0)]
    internal ushort Length;

    [FieldOffset(2)]
    internal byte Version;

    [FieldOffset(3)]
    internal byte Type;

    [FieldOffset(4)]
    internal int Addresses;

    /// <summary>IFF_ bits.</summary>
    [FieldOffset(8)]
    internal int Flags;

    [FieldOffset(12)]
    internal ushort Index;

    /// <summary>Packets in the send queue, as <see cref="SendQueueLimit"/>.</summary>
    [FieldOffset(16)]
    internal int SendQueueLength;

    [FieldOffset(20)]
    internal int SendQueueLimit;

    [FieldOffset(24)]
    internal int SendQueueDrops;

    [FieldOffset(28)]
    internal int Timer;

    [FieldOffset(32)]
    internal InterfaceData64 Data;
}
