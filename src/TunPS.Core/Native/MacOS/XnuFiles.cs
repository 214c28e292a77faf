namespace TunPS.Native.MacOS;

/// <summary>Files as xnu numbers what they are and how they are opened (sys/fcntl.h, sys/stat.h).</summary>
internal static class XnuFiles
{
    internal const int O_RDONLY = 0;
    internal const int O_WRONLY = 1;
    internal const int O_RDWR = 2;
    internal const int O_NONBLOCK = 0x4;
    internal const int O_CLOEXEC = 0x1000000;

    internal const int S_IFMT = 0xF000;
    internal const int S_IFIFO = 0x1000;
    internal const int S_IFCHR = 0x2000;
    internal const int S_IFREG = 0x8000;
    internal const int S_IFSOCK = 0xC000;
}
