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
            Directory.EnumerateFiles("/proc/self/fd").Count(),
            NetworkInterface.GetAllNetworkInterfaces().Length,
            Directory.EnumerateDirectories("/proc/self/task").Count(),
            bytes);
    }
}
