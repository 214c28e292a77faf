using System.Runtime.InteropServices;

namespace TunPS.Native;

/// <summary>
/// struct passwd (getpwnam(3)): what is read of it, which lies at the same place everywhere. Behind that the systems
/// differ, and there is room for the longest, which is that of macOS.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 72)]
internal unsafe struct PasswordEntry
{
    internal byte* Name;
    internal byte* Password;
    internal uint UserId;
    internal uint GroupId;
}
