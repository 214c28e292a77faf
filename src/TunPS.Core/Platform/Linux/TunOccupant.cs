using System.Globalization;
using System.Runtime.Versioning;

namespace TunPS.Platform.Linux;

/// <summary>Finds out what has an interface name already, for a message that helps. Only asked after a failure.</summary>
[SupportedOSPlatform("linux")]
internal static class TunOccupant
{
    internal const string ThisProcess = "this process";

    /// <summary>"a single-queue TAP device", "an interface of another kind (veth)".</summary>
    internal static string Describe(LinkInfo link) => link.Kind switch
    {
        LinuxLinkParser.TunKind => $"a {(link.IsMultiQueue ? "multi" : "single")}-queue {link.Layer.ToText()} device",
        null => "an interface of another kind",
        string kind => $"an interface of another kind ({kind})",
    };

    /// <summary>
    /// The process that has the device open, by the "iff:" line that the driver adds to /proc/PID/fdinfo. Only root
    /// sees everybody's. "process 4711 (openvpn)" or the like.
    /// </summary>
    internal static string FindHolder(string name, bool exceptThisProcess = false)
    {
        string? ownNamespace = NamespaceOf("/proc/thread-self");
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out int id)
                || (exceptThisProcess && id == Environment.ProcessId))
            {
                continue;
            }

            // A descriptor says nothing of its namespace; for another process, take that of the process.
            if ((id == Environment.ProcessId || NamespaceOf(process) == ownNamespace) && Holds(process, name))
            {
                return id == Environment.ProcessId
                    ? ThisProcess
                    : $"process {id} ({ReadName(process)})";
            }
        }

        return "another process";
    }

    // Anybody can give a process any name; control characters have no business in a message.
    private static string ReadName(string process)
        => string.Concat(Read(Path.Combine(process, "comm")).Where(c => !char.IsControl(c)));

    private static bool Holds(string process, string name)
    {
        try
        {
            return Directory.EnumerateFiles(Path.Combine(process, "fdinfo"))
                .Any(descriptor => Read(descriptor).Contains($"iff:\t{name}\n", StringComparison.Ordinal));
        }
        catch (Exception e) when (IsOutOfSight(e))
        {
            return false;
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (IsOutOfSight(e))
        {
            return string.Empty;
        }
    }

    // "net:[4026531840]"; the same device name in another namespace is another device.
    private static string? NamespaceOf(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "ns", "net")).LinkTarget;
        }
        catch (Exception e) when (IsOutOfSight(e))
        {
            return null;
        }
    }

    // The process or the descriptor is gone meanwhile, or somebody else's.
    private static bool IsOutOfSight(Exception e) => e is IOException or UnauthorizedAccessException;
}
