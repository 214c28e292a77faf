namespace TunPS.Stress.Scenarios;

/// <summary>Reads that wait, each on a device of its own, for packets that never come.</summary>
internal static class PendingReads
{
    /// <summary>How many threads this process has with so many pending reads, for each number.</summary>
    internal static int[] CountThreads(params ReadOnlySpan<int> numbers)
    {
        List<SocketPair> pairs = [];
        List<TunDevice> devices = [];
        List<Task<int>> reads = [];
        List<int> threads = [];
        foreach (int number in numbers)
        {
            while (reads.Count < number)
            {
                SocketPair pair = new();
                pairs.Add(pair);
                TunDevice device = pair.OpenDevice();
                devices.Add(device);
                reads.Add(device.ReadAsync(new byte[TunDevice.MaxPacketLength]).AsTask());
            }

            // Time for those threads that would come.
            Thread.Sleep(1000);
            threads.Add(Directory.GetDirectories("/proc/self/task").Length);
        }

        devices.ForEach(device => device.Dispose());
        foreach (Task<int> read in reads)
        {
            // Ends because its device was closed.
            _ = read.ContinueWith(ended => ended.Exception, TaskScheduler.Default).GetAwaiter().GetResult();
        }

        pairs.ForEach(pair => pair.Dispose());
        return [.. threads];
    }
}
