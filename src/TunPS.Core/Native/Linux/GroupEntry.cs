using System.Runtime.InteropServices;

namespace TunPS.Native.Linux;

/// <summary>struct group (getgrnam(3)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct GroupEntry
{
    internal byte* Name;
    internal byte* Password;
    internal uint GroupId;
    internal byte** Members;
}
