namespace TunPS.MacOS.Tests.Cmdlets;

/// <summary>What helps nobody on a Mac.</summary>
internal static class LinuxWords
{
    private static readonly string[] s_words =
    [
        "setcap", "CAP_", "capsh", "ip tuntap", "ip link", "ip netns", "/dev/net", "/proc/", "modprobe", "netlink",
        "unshare",
    ];

    internal static void AssertNone(ErrorRecord record)
        => AssertNone($"{record.Exception.Message} {record.ErrorDetails.Message} {record.ErrorDetails.RecommendedAction}");

    internal static void AssertNone(string text)
        => Assert.All(s_words, word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
}
