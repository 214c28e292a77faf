namespace TunPS.Testing;

/// <summary>The process's descriptors, to show that nothing stays behind.</summary>
internal static class TunDescriptors
{
    /// <summary>How many descriptors of /dev/net/tun the process has open.</summary>
    internal static int Count()
        => Directory.EnumerateFiles("/proc/self/fd").Count(link => new FileInfo(link).LinkTarget == "/dev/net/tun");

    /// <summary>The close-on-exec flag of each of them, by /proc/self/fdinfo.</summary>
    internal static bool[] AreCloseOnExec()
        => [.. Directory.EnumerateFiles("/proc/self/fd")
            .Where(link => new FileInfo(link).LinkTarget == "/dev/net/tun")
            .Select(link => File.ReadAllText($"/proc/self/fdinfo/{Path.GetFileName(link)}"))
            .Select(info => info.Split('\n').First(line => line.StartsWith("flags:", StringComparison.Ordinal)))
            .Select(flags => (Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & 0x80000) != 0)];
}
