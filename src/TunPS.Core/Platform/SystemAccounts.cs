using System.Runtime.InteropServices;
using TunPS.Native;

namespace TunPS.Platform;

/// <summary>
/// The users and groups of the system, by libc, which also knows those that are in no file (nsswitch.conf(5)).
/// </summary>
internal static class SystemAccounts
{
    // Groups with thousands of members need more; then the buffer grows.
    private const int FirstBufferSize = 4 * 1024;
    private const int MaxBufferSize = 16 * 1024 * 1024;

    internal static unsafe SystemAccount? FindUser(string name)
        => Find((bytes, size) =>
        {
            PasswordEntry entry;
            PasswordEntry* found = null;
            int errno = Posix.GetPwNam(name, &entry, (byte*)bytes, size, &found);
            return (errno, Account(found));
        });

    internal static unsafe SystemAccount? FindUser(uint id)
        => Find((bytes, size) =>
        {
            PasswordEntry entry;
            PasswordEntry* found = null;
            int errno = Posix.GetPwUid(id, &entry, (byte*)bytes, size, &found);
            return (errno, Account(found));
        });

    internal static unsafe SystemAccount? FindGroup(string name)
        => Find((bytes, size) =>
        {
            GroupEntry entry;
            GroupEntry* found = null;
            int errno = Posix.GetGrNam(name, &entry, (byte*)bytes, size, &found);
            return (errno, Account(found));
        });

    internal static unsafe SystemAccount? FindGroup(uint id)
        => Find((bytes, size) =>
        {
            GroupEntry entry;
            GroupEntry* found = null;
            int errno = Posix.GetGrGid(id, &entry, (byte*)bytes, size, &found);
            return (errno, Account(found));
        });

    private static unsafe SystemAccount? Account(PasswordEntry* entry)
        => entry is null ? null : new SystemAccount(entry->UserId, Marshal.PtrToStringUTF8((nint)entry->Name));

    private static unsafe SystemAccount? Account(GroupEntry* entry)
        => entry is null ? null : new SystemAccount(entry->GroupId, Marshal.PtrToStringUTF8((nint)entry->Name));

    private static unsafe SystemAccount? Find(Func<nint, nuint, (int Errno, SystemAccount? Account)> ask)
    {
        for (int size = FirstBufferSize; size <= MaxBufferSize; size *= 2)
        {
            fixed (byte* bytes = new byte[size])
            {
                (int errno, SystemAccount? account) = ask((nint)bytes, (nuint)size);
                if (errno is not (Errno.ERANGE or Errno.EINTR))
                {
                    return account;
                }
            }
        }

        return null;
    }
}
