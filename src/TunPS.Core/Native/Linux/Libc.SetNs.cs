using System.Runtime.InteropServices;

namespace TunPS.Native.Linux;

internal static partial class Libc
{
    internal const int CLONE_NEWNET = 0x40000000;

    // Moves the calling thread only.
    [LibraryImport(Libraries.Libc, EntryPoint = "setns", SetLastError = true)]
    internal static partial int SetNs(DescriptorHandle descriptor, int type);
}
