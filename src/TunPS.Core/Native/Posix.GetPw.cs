using System.Runtime.InteropServices;

namespace TunPS.Native;

internal static partial class Posix
{
    // Results are error numbers, not -1: these do not set errno.
    [LibraryImport(Libraries.Libc, EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial int GetPwNam(
        string name, PasswordEntry* entry, byte* buffer, nuint size, PasswordEntry** result);

    [LibraryImport(Libraries.Libc, EntryPoint = "getpwuid_r")]
    internal static unsafe partial int GetPwUid(
        uint id, PasswordEntry* entry, byte* buffer, nuint size, PasswordEntry** result);

    [LibraryImport(Libraries.Libc, EntryPoint = "getgrnam_r", StringMarshalling = StringMarshalling.Utf8)]
    internal static unsafe partial int GetGrNam(
        string name, GroupEntry* entry, byte* buffer, nuint size, GroupEntry** result);

    [LibraryImport(Libraries.Libc, EntryPoint = "getgrgid_r")]
    internal static unsafe partial int GetGrGid(
        uint id, GroupEntry* entry, byte* buffer, nuint size, GroupEntry** result);
}
