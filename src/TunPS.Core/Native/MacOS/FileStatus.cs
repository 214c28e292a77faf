using System.Runtime.InteropServices;

namespace TunPS.Native.MacOS;

/// <summary>struct stat with inode numbers of 64 bits (sys/stat.h), 144 bytes: what is read of it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 144)]
internal struct FileStatus
{
    /// <summary>S_IF bits and permissions.</summary>
    [FieldOffset(4)]
    internal ushort Mode;
}
