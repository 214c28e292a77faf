using System.Diagnostics;

namespace TunPS.Testing;

/// <summary>Shows that something leaves no descriptor and no thread behind, however often it is done.</summary>
internal static class Leaks
{
    /// <summary>Where the open descriptors of the process are listed.</summary>
    internal static string DescriptorFolder { get; } = OperatingSystem.IsLinux() ? "/proc/self/fd" : "/dev/fd";

    // The runner opens and ends some of its own meanwhile; a leak shows in every round.
    internal static void AssertNone(Action round, int rounds = 100)
    {
        int descriptors = CountDescriptors();
        int threads = CountThreads();
        for (int i = 0; i < rounds; i++)
        {
            round();
        }

        Assert.InRange(CountDescriptors(), 0, descriptors + (rounds / 2));
        Assert.InRange(CountThreads(), 0, threads + (rounds / 2));
    }

    // What earlier tests dropped without closing would otherwise be closed in the middle of this one.
    private static int CountDescriptors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Directory.EnumerateFileSystemEntries(DescriptorFolder).Count();
    }

    private static int CountThreads()
    {
        using Process self = Process.GetCurrentProcess();
        return self.Threads.Count;
    }
}
