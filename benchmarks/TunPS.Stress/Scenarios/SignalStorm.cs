using System.Runtime.InteropServices;

namespace TunPS.Stress.Scenarios;

/// <summary>Signals a thread a thousand times a second, so that its system calls end with EINTR.</summary>
internal sealed class SignalStorm : IDisposable
{
    private readonly Thread _thread;
    private long _count;
    private volatile bool _isOver;

    internal SignalStorm(int target)
    {
        // Any function that takes an int and harms nothing will do for a handler.
        nint libc = NativeLibrary.Load("libc.so.6");
        _ = Libc.Signal(Libc.SIGUSR1, NativeLibrary.GetExport(libc, "abs"));

        // Without this a system call that can be restarted would be.
        _ = Libc.SigInterrupt(Libc.SIGUSR1, 1);
        _thread = new Thread(() =>
        {
            while (!_isOver)
            {
                _ = Interlocked.Increment(ref _count);
                _ = Libc.TGKill(Environment.ProcessId, target, Libc.SIGUSR1);

                // With what the sleep takes besides, about a millisecond.
                _ = Libc.USleep(930);
            }
        });
        _thread.Start();
    }

    /// <summary>How many signals were sent so far.</summary>
    internal long Count => Interlocked.Read(ref _count);

    public void Dispose()
    {
        _isOver = true;
        _thread.Join();
    }
}
