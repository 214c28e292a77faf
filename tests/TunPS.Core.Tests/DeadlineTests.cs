using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace TunPS.Core.Tests;

/// <summary>A timeout is one deadline, whatever wakes the call in between.</summary>
public sealed partial class DeadlineTests : IDisposable
{
    private const int SIGUSR1 = 10;

    private static readonly TimeSpan s_timeout = TimeSpan.FromMilliseconds(500);

    // Far above what a busy machine adds, and far below what it takes when each wake-up begins the time anew.
    private static readonly TimeSpan s_latest = TimeSpan.FromSeconds(5);

    private readonly SocketPair _pair = new();
    private readonly byte[] _buffer = new byte[TunDevice.MaxPacketLength];

    public void Dispose() => _pair.Dispose();

    [Fact]
    public void Signals_neither_end_a_wait_nor_prolong_it()
    {
        // Any function of libc that takes an int and does nothing will do for a handler.
        nint harmless = NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "abs");
        _ = SetHandler(SIGUSR1, harmless);
        int process = Environment.ProcessId;
        int thread = GetTid();
        int signals = 0;
        Stopwatch watch = Stopwatch.StartNew();
        using Repeater storm = new(() => signals += SendSignal(process, thread, SIGUSR1) == 0 ? 1 : 0);
        WaitResult result = _pair.Device.TryRead(_buffer, out _, s_timeout);
        watch.Stop();

        Assert.Equal(WaitStatus.TimedOut, result.Status);
        Assert.InRange(watch.Elapsed, s_timeout, s_latest);
        Assert.True(signals > 50, $"Only {signals} signals came.");
    }

    /// <summary>
    /// The receiver finds nothing whenever poll told it of a packet, as it does when another one is faster. A datagram
    /// with a wrong checksum does the same without luck: to poll it is there, and the read throws it away.
    /// </summary>
    [DeviceFact]
    public void A_receiver_that_loses_every_race_gives_up_in_time() => NetworkNamespace.Run(() =>
    {
        using TunDevice device = QuietDevice.Create();
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 53));
        using TunDevice receiver = TunDevice.FromDescriptor((int)socket.Handle, ownsDescriptor: false);

        // Longer than what the kernel checks on arrival.
        byte[] packet = Packets.Udp(200);
        packet[^1] ^= 1;
        int races = 0;
        Stopwatch watch = Stopwatch.StartNew();
        using Repeater feeder = new(
            () => races += device.TryWrite(packet).Status == WaitStatus.Ready ? 1 : 0);
        WaitResult result = receiver.TryRead(_buffer, out _, s_timeout);
        watch.Stop();

        Assert.Equal(WaitStatus.TimedOut, result.Status);
        Assert.InRange(watch.Elapsed, s_timeout, s_latest);
        Assert.True(races > 50, $"Only {races} races were lost.");
    });

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

        // The best of many, because the machine may be busy; poll(2) would take a whole millisecond each time.
        Assert.InRange(shortest, pause, TimeSpan.FromMicroseconds(900));
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

    [LibraryImport("libc", EntryPoint = "tgkill")]
    private static partial int SendSignal(int process, int thread, int signal);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetTid();

    /// <summary>Does something every millisecond, on a thread of its own.</summary>
    private sealed class Repeater : IDisposable
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private readonly Thread _thread;
        private volatile bool _isOver;

        internal Repeater(Action action)
        {
            _thread = new Thread(() => Run(action));
            _thread.Start();
        }

        public void Dispose()
        {
            _isOver = true;
            _thread.Join();
        }

        private void Run(Action action)
        {
            // Not for ever: a call that begins its time anew at each of them is to fail the test, and not to hang it.
            while (!_isOver && _watch.Elapsed < s_latest)
            {
                action();
                Thread.Sleep(1);
            }
        }
    }
}
