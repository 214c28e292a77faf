using System.Runtime.InteropServices;

namespace TunPS.Platform.Linux;

/// <summary>struct rtmsg, 12 bytes (rtnetlink(7)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct RouteHeader
{
    internal byte Family;
    internal byte DestinationLength;
    internal byte SourceLength;
    internal byte TypeOfService;
    internal byte Table;
    internal byte Protocol;
    internal byte Scope;
    internal byte Type;
    internal uint Flags;
}
