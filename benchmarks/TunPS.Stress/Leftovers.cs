using System.Net.NetworkInformation;

namespace TunPS.Stress;

/// <summary>What the process and its network hold.</summary>
internal sealed record Leftovers(int Descriptors, int Interfaces, int Threads, long Bytes)
{
    internal static Leftovers Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long bytes = GC.GetTotalMemory(forceFullCollection: true);
        return new(
            Directory.EnumerateFiles("/proc/self/fd").Count(file => !IsAssembly(file)),
            NetworkInterface.GetAllNetworkInterfaces().Length,
            Directory.EnumerateDirectories("/proc/self/task").Count(),
            bytes);
    }

    // The runtime opens an assembly when it is needed for the first time, which may be any time.
    private static bool IsAssembly(string descriptor)
        => new FileInfo(descriptor).LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) == true;
}
