using System.Globalization;

namespace TunPS.Platform.Linux;

/// <summary>Finds out what has an interface name already, for a message that helps. Only asked after a failure.</summary>
internal static class TunOccupant
{
    /// <summary>"process 4711 (openvpn)", "a TAP device" or the like; null when the name is free.</summary>
    internal static string? Find(string name)
    {
        if (LinuxLink.Find(name) is not LinkInfo link)
        {
            return null;
        }

        if (link.Kind != LinkInfo.TunKind)
        {
            return link.Kind is null ? "an interface of another kind" : $"an interface of another kind ({link.Kind})";
        }

        return link.IsTap ? "a TAP device"
            : link.IsMultiQueue ? "a multi-queue TUN device"
            : FindHolder(name) ?? "another process";
    }

    /// <summary>
    /// The process that has the device open, by the "iff:" line that the driver adds to /proc/PID/fdinfo. Only root
    /// sees everybody's.
    /// </summary>
    private static string? FindHolder(string name)
    {
        string? ownNamespace = NamespaceOf("/proc/thread-self");
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(process), CultureInfo.InvariantCulture, out int id))
            {
                continue;
            }

            try
            {
                if (id == Environment.ProcessId && Holds(process, name))
                {
                    return "this process";
                }

                if (NamespaceOf(process) == ownNamespace && Holds(process, name))
                {
                    return $"process {id} ({File.ReadAllText(Path.Combine(process, "comm")).Trim()})";
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has ended, or is somebody else's.
            }
        }

        return null;
    }

    private static bool Holds(string process, string name)
        => Directory.EnumerateFiles(Path.Combine(process, "fdinfo"))
            .Any(descriptor => File.ReadLines(descriptor).Contains($"iff:\t{name}"));

    // "net:[4026531840]"; the same device name in another namespace is another device.
    private static string? NamespaceOf(string process) => new FileInfo(Path.Combine(process, "ns", "net")).LinkTarget;
}
