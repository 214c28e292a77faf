using System.Runtime.InteropServices;

namespace TunPS.Native;

/// <summary>struct passwd (getpwnam(3)).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PasswordEntry
{
    internal byte* Name;
    internal byte* Password;
    internal uint UserId;
    internal uint GroupId;
    internal byte* Comment;
    internal byte* Home;
    internal byte* Shell;
}
