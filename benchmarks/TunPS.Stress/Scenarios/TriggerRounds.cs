using System.Diagnostics;

namespace TunPS.Stress.Scenarios;

/// <summary>What c/trigger.c does, step by step, with a device and an event of TunPS.</summary>
internal sealed class TriggerRounds(TunDevice device, int rounds, Placement placement) : IDisposable
{
    private readonly InterruptEvent _event = new();
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];
    private readonly long[] _times = new long[rounds];
    private int _readerId;
    private int _announced;
    private int _done;
    private long _began;

    /// <summary>The time of each round, in ticks of the monotonic clock.</summary>
    internal long[] Run(bool flooded)
    {
        Thread[] threads = [new(RunReader), new(() => RunTriggerer(flooded))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return _times;
    }

    public void Dispose() => _event.Dispose();

    private static void WaitFor(ref int number, int least)
    {
        while (Volatile.Read(ref number) < least)
        {
            _ = Libc.USleep(20);
        }
    }

    private void RunTriggerer(bool flooded)
    {
        Placement.StayOn(placement.Triggerer);
        WaitFor(ref _readerId, 1);
        using ThreadWatch watch = new(_readerId);
        for (int i = 1; i <= rounds; i++)
        {
            WaitFor(ref _announced, i);
            _ = Libc.USleep(200);
            while (!flooded && !watch.IsInPoll)
            {
                _ = Libc.USleep(20);
            }

            Volatile.Write(ref _began, Stopwatch.GetTimestamp());
            _event.Trigger();
            WaitFor(ref _done, i);
        }
    }

    private void RunReader()
    {
        Placement.StayOn(placement.Reader);
        Volatile.Write(ref _readerId, Libc.GetTid());
        for (int i = 0; i < rounds; i++)
        {
            Volatile.Write(ref _announced, i + 1);
            while (device.TryRead(_buffer, out _, Timeout.InfiniteTimeSpan, [_event]).Status == WaitStatus.Ready)
            {
            }

            _times[i] = Stopwatch.GetTimestamp() - Volatile.Read(ref _began);
            _event.Reset();
            Volatile.Write(ref _done, i + 1);
        }
    }
}
