using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>
/// What all messages of a route socket and of NET_RT_ queries begin with (net/route.h, net/if.h), 4 bytes.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 4)]
internal struct RouteMessagePrelude
{
    /// <summary>Of the whole message, the addresses behind its header included.</summary>
    [FieldOffset(0)]
    internal ushort Length;

    [FieldOffset(2)]
    internal byte Version;

    /// <summary>An RTM_ number, which tells what header this is.</summary>
    [FieldOffset(3)]
    internal byte Type;
}
