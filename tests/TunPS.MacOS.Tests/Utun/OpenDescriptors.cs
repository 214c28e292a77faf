namespace TunPS.MacOS.Tests.Utun;

/// <summary>The sockets and pipes that this process has open, each with its own number of the system.</summary>
internal static class OpenDescriptors
{
    internal static HashSet<string> Find()
        => [.. Directory.EnumerateFiles("/proc/self/fd").Select(LinkOf).Where(
            target => target.StartsWith("socket:", StringComparison.Ordinal)
                || target.StartsWith("pipe:", StringComparison.Ordinal))];

    private static string LinkOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget ?? string.Empty;
        }
        catch (IOException)
        {
            // That by which the folder was read.
            return string.Empty;
        }
    }
}
