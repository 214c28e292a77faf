namespace TunPS.Testing;

/// <summary>The process's descriptors, to show that nothing stays behind.</summary>
internal static class TunDescriptors
{
    /// <summary>How many descriptors of /dev/net/tun the process has open; none where there is no such file.</summary>
    internal static int Count()
        => !OperatingSystem.IsLinux() ? 0 : Directory.EnumerateFiles("/proc/self/fd").Count(link => new FileInfo(link).LinkTarget == "/dev/net/tun");

    /// <summary>The close-on-exec flag of each of them, by /proc/self/fdinfo.</summary>
    internal static bool[] AreCloseOnExec()
        => [.. Directory.EnumerateFiles("/proc/self/fd")
            .Where(link => new FileInfo(link).LinkTarget == "/dev/net/tun")
            .Select(link => ReadFlags(Path.GetFileName(link)))
            .OfType<string>()
            .Select(flags => (Convert.ToInt32(flags, 8) & 0x80000) != 0)];

    // Null for one that another test has closed meanwhile.
    private static string? ReadFlags(string descriptor)
    {
        try
        {
            return File.ReadLines($"/proc/self/fdinfo/{descriptor}")
                .First(line => line.StartsWith("flags:", StringComparison.Ordinal))["flags:".Length..].Trim();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
