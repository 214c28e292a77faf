using static TunPS.Testing.XnuNumbers;

namespace TunPS.Testing;

/// <summary>The socket options that xnu and Linux both have, under their numbers there.</summary>
internal readonly record struct HostOption(int Level, int Name, bool IsBuffer)
{
    /// <summary>Null for one that the recorded kernel does not have.</summary>
    internal static HostOption? Find(int level, int name) => (level, name) switch
    {
        (SOL_SOCKET, 0x0004) => new(1, 2, false), // SO_REUSEADDR
        (SOL_SOCKET, 0x0020) => new(1, 6, false), // SO_BROADCAST
        (SOL_SOCKET, 0x1001) => new(1, 7, true), // SO_SNDBUF
        (SOL_SOCKET, 0x1002) => new(1, 8, true), // SO_RCVBUF
        (SOL_SOCKET, 0x1007) => new(1, 4, false), // SO_ERROR
        (41, 27) => new(41, 26, false), // IPV6_V6ONLY
        _ => null,
    };
}
