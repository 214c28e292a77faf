using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TunPS.Behaviour.Tests;

/// <summary>A timeout is one deadline, whatever wakes the call in between.</summary>
public sealed partial class DeadlineTests : IDisposable
{
    private static readonly int s_signal = OperatingSystem.IsMacOS() ? 30 : 10;
    private static readonly TimeSpan s_timeout = TimeSpan.FromMilliseconds(500);

    private readonly SocketPair _pair = new();
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void Signals_neither_end_a_wait_nor_prolong_it()
    {
        // Any function of libc that takes an int and does nothing will do for a handler.
        nint harmless = NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "abs");
        _ = SetHandler(s_signal, harmless);
        nint thread = GetThread();
        int signals = 0;
        Stopwatch watch = Stopwatch.StartNew();
        using Repeater storm = new(() => signals += SendSignal(thread, s_signal) == 0 ? 1 : 0);
        WaitResult result = _pair.Device.TryRead(_buffer, out _, s_timeout);
        watch.Stop();

        Assert.Equal(WaitStatus.TimedOut, result.Status);
        Assert.InRange(watch.Elapsed, s_timeout, Repeater.Longest);
        Assert.True(signals > 50, $"Only {signals} signals came.");
    }

    [Theory]
    [InlineData(500, 500_000_000_000)]
    [InlineData(24 * 86_400, 24 * 86_400_000_000_000L)]
    [InlineData(5e9, int.MaxValue * 1_000_000_000L)]
    public void A_rest_is_in_nanoseconds_as_far_as_the_system_counts(double seconds, long nanoseconds)
        => Assert.InRange(
            Deadline.After(TimeSpan.FromSeconds(seconds)).Rest!.Value, nanoseconds - 1_000_000_000, nanoseconds);

    [Fact]
    public void A_deadline_is_over_exactly_when_nothing_is_left_of_it()
    {
        Deadline deadline = Deadline.After(TimeSpan.FromMilliseconds(20));
        bool wasOver = false;
        bool isOver = false;
        while (!wasOver)
        {
            // Looked at before and after, because time passes.
            wasOver = deadline.IsOver;
            bool hasRest = deadline.Rest > 0;
            isOver = deadline.IsOver;
            Assert.True(hasRest ? !wasOver : isOver);
        }

        Assert.True(isOver);
    }

    [Fact]
    public void A_wait_below_a_millisecond_is_no_longer_than_it_has_to_be()
    {
        TimeSpan pause = TimeSpan.FromMicroseconds(100);
        TimeSpan shortest = TimeSpan.MaxValue;
        for (int i = 0; i < 200; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            Assert.Equal(WaitStatus.TimedOut, _pair.Device.TryRead(_buffer, out _, pause).Status);
            TimeSpan elapsed = watch.Elapsed;
            Assert.True(elapsed >= pause, $"The wait ended after {elapsed}.");
            shortest = elapsed < shortest ? elapsed : shortest;
        }

        // The best of many, because the machine may be busy. A poll(2) takes a whole millisecond each time, and macOS has
        // nothing finer.
        TimeSpan longest = TestBackend.IsMacOS ? TimeSpan.FromMilliseconds(5) : TimeSpan.FromMicroseconds(900);
        Assert.InRange(shortest, pause, longest);
    }

    [Fact]
    public void A_deadline_that_never_comes_and_one_that_is_over()
    {
        Assert.Null(Deadline.After(Timeout.InfiniteTimeSpan).Rest);
        Assert.False(Deadline.After(Timeout.InfiniteTimeSpan).IsOver);
        Assert.False(Deadline.After(TimeSpan.MaxValue).IsOver);
        Assert.Equal(0, Deadline.After(TimeSpan.Zero).Rest);
        Assert.True(Deadline.After(TimeSpan.Zero).IsOver);
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "pthread_kill")]
    private static partial int SendSignal(nint thread, int signal);

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    private static partial nint GetThread();
}
