using System.Collections.Concurrent;
using System.Diagnostics;

namespace TunPS.Behaviour.Tests;

/// <summary>Threads that trigger and reset events, threads that wait for them, and the model that tells who is wrong.</summary>
internal sealed class EventStorm : IDisposable
{
    private const int Waiters = 4;
    private const int Changers = 4;

    private readonly TunDevice _device;
    private readonly SharedEvent[] _events;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly WaiterState[] _waiters = [.. Enumerable.Range(0, Waiters).Select(_ => new WaiterState())];

    // When, on the clock below, the trigger with a value had returned.
    private readonly ConcurrentDictionary<int, long> _triggeredAt = new();
    private long _clock;
    private int _lastValue;
    private int _changersAtWork = Changers;

    private EventStorm(TunDevice device, int events)
    {
        _device = device;
        _events = [.. Enumerable.Range(0, events).Select(_ => new SharedEvent())];
    }

    private ConcurrentQueue<string> Problems { get; } = new();

    private long Waits => _waiters.Sum(waiter => waiter.Ended);

    /// <summary>
    /// The model: an event that is triggered and not reset ends every wait on it, so whoever resets it can wait for
    /// that first. No wait ends by a value that nobody set, or that was reset before the wait began.
    /// </summary>
    internal static void Run(TunDevice device)
    {
        using EventStorm storm = new(device, events: 3);
        Thread[] threads =
        [
            .. Enumerable.Range(0, Waiters).Select(number => new Thread(() => storm.Wait(number))),
            .. Enumerable.Range(0, Changers).Select(number => new Thread(() => storm.Change(number))),
        ];
        Array.ForEach(threads, thread => thread.Start());
        foreach (Thread thread in threads.Reverse())
        {
            // The changers first. Then all events are triggered, and whoever waits has to come out.
            bool isOver = thread.Join(StressTime.Duration + Background.Patience);
            storm.TriggerAll();
            Assert.True(isOver, "A wait slept past a trigger that was not reset.");
        }

        Assert.Empty(storm.Problems);
        Assert.True(storm.Waits > 100, $"Only {storm.Waits} waits ended.");
    }

    public void Dispose() => Array.ForEach(_events, shared => shared.Event.Dispose());

    private void Wait(int number)
    {
        Random random = new(number);
        WaiterState self = _waiters[number];
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        while (Problems.IsEmpty && Volatile.Read(ref _changersAtWork) > 0)
        {
            SharedEvent[] watched = [.. _events.Where(_ => random.Next(2) == 0).DefaultIfEmpty(_events[0])];
            long[] resets = [.. watched.Select(shared => Volatile.Read(ref shared.LastResetBegan))];
            self.Watched = watched;
            TimeSpan timeout = random.Next(4) == 0 ? TimeSpan.FromMicroseconds(50) : Background.Patience;
            InterruptEvent[] events = [.. watched.Select(shared => shared.Event)];
            WaitResult result;
            do
            {
                // In a flood the next packet is always there.
                result = _device.TryRead(buffer, out _, timeout, events);
            }
            while (result.Status == WaitStatus.Ready && Volatile.Read(ref _changersAtWork) > 0);
            _ = Interlocked.Increment(ref self.Ended);
            self.Watched = [];
            Check(result, timeout, watched, resets);
        }
    }

    private void Change(int number)
    {
        Random random = new(100 + number);
        while (Problems.IsEmpty && _watch.Elapsed < StressTime.Duration)
        {
            SharedEvent shared = _events[random.Next(_events.Length)];
            Trigger(shared);
            if (random.Next(4) == 0)
            {
                // Only one at a time resets an event; others may trigger it at any moment.
                lock (shared)
                {
                    Trigger(shared);
                    AwaitWaitersOf(shared);
                    long began = Interlocked.Increment(ref _clock);
                    shared.Event.Reset();
                    Volatile.Write(ref shared.LastResetBegan, began);
                }
            }
        }

        _ = Interlocked.Decrement(ref _changersAtWork);
    }

    private void TriggerAll() => Array.ForEach(_events, Trigger);

    private void Trigger(SharedEvent shared)
    {
        int value = Interlocked.Increment(ref _lastValue);
        shared.Event.Trigger(value);
        _triggeredAt[value] = Interlocked.Increment(ref _clock);
    }

    // The event is triggered and stays so: whoever watches it now must come out.
    private void AwaitWaitersOf(SharedEvent shared)
    {
        foreach (WaiterState waiter in _waiters)
        {
            long ended = Interlocked.Read(ref waiter.Ended);
            if (!SpinWait.SpinUntil(
                () => !waiter.Watched.Contains(shared) || Interlocked.Read(ref waiter.Ended) != ended, Background.Patience))
            {
                Problems.Enqueue("A wait slept past a trigger that was not reset.");
            }
        }
    }

    private void Check(WaitResult result, TimeSpan timeout, SharedEvent[] watched, long[] resets)
    {
        if (result.Status != WaitStatus.Interrupted)
        {
            if (timeout == Background.Patience && result.Status == WaitStatus.TimedOut)
            {
                Problems.Enqueue("A wait slept past all triggers.");
            }

            return;
        }

        int index = Array.FindIndex(watched, shared => shared.Event == result.Event);
        if (index < 0)
        {
            Problems.Enqueue($"A wait ended with {result}, and nothing of that kind happened.");
        }
        else if (result.Value <= 0 || result.Value > Volatile.Read(ref _lastValue))
        {
            Problems.Enqueue($"A wait ended by the value {result.Value}, which nobody set.");
        }
        else if (_triggeredAt.TryGetValue(result.Value, out long at) && at < resets[index])
        {
            Problems.Enqueue($"A wait ended by the value {result.Value}, which was reset before it began.");
        }
    }

    private sealed class SharedEvent
    {
        internal readonly InterruptEvent Event = new();
        internal long LastResetBegan;
    }

    private sealed class WaiterState
    {
        internal volatile SharedEvent[] Watched = [];
        internal long Ended;
    }
}
