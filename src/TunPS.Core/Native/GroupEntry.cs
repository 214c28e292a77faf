using System.Runtime.InteropServices;

namespace TunPS.Native;

/// <summary>struct group (getgrnam(3)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GroupEntry
{
    internal byte* Name;
    internal byte* Password;
    internal uint GroupId;
    internal byte** Members;
}
