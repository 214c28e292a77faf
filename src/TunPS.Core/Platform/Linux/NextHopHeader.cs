using System.Runtime.InteropServices;

namespace TunPS.Platform.Linux;

/// <summary>struct rtnexthop, 8 bytes (rtnetlink(7)): one of the ways of a route that has several; attributes follow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NextHopHeader
{
    /// <summary>With the attributes.</summary>
    internal readonly ushort Length;
    internal readonly byte Flags;
    internal readonly byte Hops;
    internal readonly int Index;
}
