using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

internal sealed unsafe partial class LibSystem
{
    public int GetFileMode(string path)
    {
        FileStatus status;
        int result = Result(RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? CallStat(path, &status)
            : CallStatInode64(path, &status));
        return result < 0 ? result : status.Mode;
    }

    // On arm64 there is only the struct with inode numbers of 64 bits.
    [LibraryImport(
        Libraries.Libc, EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CallStat(string path, FileStatus* status);

    // On x64 the plain name still means the old struct, and C programs call this one by its header (sys/cdefs.h).
    [LibraryImport(
        Libraries.Libc, EntryPoint = "stat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CallStatInode64(string path, FileStatus* status);
}
