using System.Runtime.InteropServices;

namespace TunPS.Platform.Linux;

/// <summary>struct ifaddrmsg, 8 bytes (rtnetlink(7)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AddressHeader
{
    internal byte Family;
    internal byte PrefixLength;
    internal byte Flags;
    internal byte Scope;
    internal int Index;
}
