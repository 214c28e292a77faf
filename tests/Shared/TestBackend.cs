using TunPS.Platform;
using TunPS.Platform.MacOS;

namespace TunPS.Testing;

/// <summary>The backend that the tests run against, for what differs between the two.</summary>
internal static class TestBackend
{
    internal static bool IsMacOS => TunPlatform.Current is MacOSPlatform;

    /// <summary>
    /// Whether a datagram without a packet counts as one that is malformed. Behind the header of utun it is none at all.
    /// </summary>
    internal static bool SeesEmptyPackets => !IsMacOS;
}
