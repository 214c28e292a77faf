using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace TunPS.Native.Linux;

[SupportedOSPlatform("linux")]
internal static partial class Libc
{
    /// <summary>Set or clear non-blocking mode, int by pointer; works on every kind of descriptor.</summary>
    internal const uint FIONBIO = 0x5421;

    /// <summary>Set close-on-exec, no argument.</summary>
    internal const uint FIOCLEX = 0x5451;

    /// <summary>The flags of an interface by its name, on any socket of its namespace; struct ifreq by pointer.</summary>
    internal const uint SIOCGIFFLAGS = 0x8913;

    /// <summary>A new descriptor of the network namespace that a socket belongs to; no argument.</summary>
    internal const uint SIOCGSKNS = 0x894C;

    // ioctl is variadic in C. On Linux a variadic argument travels like a named one, on every architecture .NET knows.
    [LibraryImport(Libraries.Libc, EntryPoint = "ioctl", SetLastError = true)]
    internal static unsafe partial int Ioctl(DescriptorHandle descriptor, nuint request, void* argument);

    // For the requests that take their argument by value. Passing those a pointer "succeeds" and stores the pointer.
    [LibraryImport(Libraries.Libc, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int Ioctl(DescriptorHandle descriptor, nuint request, nuint argument);
}
