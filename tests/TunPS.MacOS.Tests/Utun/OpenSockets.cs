namespace TunPS.MacOS.Tests.Utun;

/// <summary>
/// The sockets that this process has open, each with its own number of the system. No pipes: of those the threads of
/// other tests open some when they like.
/// </summary>
internal static class OpenSockets
{
    internal static HashSet<string> Find()
        => [.. Directory.EnumerateFiles("/proc/self/fd").Select(LinkOf).Where(
            target => target.StartsWith("socket:", StringComparison.Ordinal))];

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
