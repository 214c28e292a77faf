using System.Runtime.InteropServices;

namespace TunPS.Platform.Linux;

/// <summary>struct ifinfomsg, 16 bytes (rtnetlink(7)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinkHeader
{
    internal byte Family;
    internal byte Padding;
    internal ushort Type;
    internal int Index;
    internal uint Flags;

    /// <summary>Which of the flags are to be changed.</summary>
    internal uint Change;
}
