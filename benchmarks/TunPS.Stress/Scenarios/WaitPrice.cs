using System.Globalization;

namespace TunPS.Stress.Scenarios;

/// <summary>The memory and the descriptors that a read takes which waits in vain.</summary>
internal static class WaitPrice
{
    private const int Waits = 1000;

    internal static void Measure(StressContext context)
    {
        using TunDevice device = StressDevice.Create();
        using InterruptEvent interruptEvent = new();
        using CancellationTokenSource source = new();
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        Table table = new($"{Figure.Whole(Waits)} reads that time out", "reader", "bytes", "descriptors more");
        Add("timeout", () => device.TryRead(buffer, out _, TimeSpan.FromTicks(1)));
        Add("timeout and event", () => device.TryRead(buffer, out _, TimeSpan.FromTicks(1), [interruptEvent]));
        Add("timeout, event and token",
            () => device.TryRead(buffer, out _, TimeSpan.FromTicks(1), [interruptEvent], source.Token));
        context.Report.Print(table);

        void Add(string name, Func<WaitResult> read)
        {
            Repeat(read);
            int descriptors = CountDescriptors();
            long bytes = GC.GetAllocatedBytesForCurrentThread();
            Repeat(read);
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            int more = CountDescriptors() - descriptors;
            table.AddLimited(
                "0", bytes == 0 && more == 0, name, Figure.Whole(bytes), more.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void Repeat(Func<WaitResult> read)
    {
        for (int i = 0; i < Waits; i++)
        {
            _ = read();
        }
    }

    private static int CountDescriptors() => Directory.GetFiles("/proc/self/fd").Length;
}
