using System.Diagnostics;

namespace TunPS.Behaviour.Tests;

/// <summary>Does something every millisecond, on a thread of its own.</summary>
internal sealed class Repeater : IDisposable
{
    /// <summary>
    /// Not for ever: a call that begins its time anew at each of them is to fail the test, and not to hang it. Far above
    /// what a busy machine adds, and far below what such a call takes.
    /// </summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

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
        while (!_isOver && _watch.Elapsed < Longest)
        {
            action();
            Thread.Sleep(1);
        }
    }
}
