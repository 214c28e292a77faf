namespace TunPS.Stress.Scenarios;

/// <summary>Reads that wait, each on a device of its own, for packets that never come.</summary>
internal static class PendingReads
{
    /// <summary>How many threads this process has with so many pending reads, for each number.</summary>
    internal static int[] CountThreads(params ReadOnlySpan<int> numbers)
    {
        List<int> peers = [];
        List<TunDevice> devices = [];
        List<Task<int>> reads = [];
        List<int> threads = [];
        foreach (int number in numbers)
        {
            while (reads.Count < number)
            {
                TunDevice device = NewDevice(out int peer);
                peers.Add(peer);
                devices.Add(device);
                reads.Add(device.ReadAsync(new byte[TunDevice.MaxPacketLength]).AsTask());
            }

            // Time for those threads that would come.
            Thread.Sleep(1000);
            threads.Add(Directory.GetDirectories("/proc/self/task").Length);
        }

        devices.ForEach(device => device.Dispose());
        peers.ForEach(peer => _ = Libc.Close(peer));
        foreach (Task<int> read in reads)
        {
            // Ends because its device was closed.
            _ = read.ContinueWith(ended => ended.Exception, TaskScheduler.Default).GetAwaiter().GetResult();
        }

        return [.. threads];
    }

    private static unsafe TunDevice NewDevice(out int peer)
    {
        int* ends = stackalloc int[2];
        if (Libc.SocketPair(Libc.AF_UNIX, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0, ends) != 0)
        {
            throw new InvalidOperationException("No socketpair.");
        }

        peer = ends[1];
        return TunDevice.FromDescriptor(ends[0], ownsDescriptor: true);
    }
}
