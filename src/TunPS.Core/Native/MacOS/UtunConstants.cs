namespace TunPS.Native.MacOS;

/// <summary>The kernel control that makes utun interfaces (net/if_utun.h).</summary>
internal static class UtunConstants
{
    internal const string UTUN_CONTROL_NAME = "com.apple.net.utun_control";

    /// <summary>The name of the interface, with its NUL.</summary>
    internal const int UTUN_OPT_IFNAME = 2;

    /// <summary>
    /// How many packets may wait on the socket before the interface holds back, an unsigned int above 0.
    /// </summary>
    internal const int UTUN_OPT_MAX_PENDING_PACKETS = 16;
}
