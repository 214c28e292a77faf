using System.Runtime.InteropServices;

namespace TunPS.Testing;

/// <summary>Runs blocking calls on threads of their own, and knows when they really block.</summary>
internal static class Background
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Starts the call on a thread of its own.</summary>
    internal static Task<T> Run<T>(Func<T> call) => Task.Factory.StartNew(
        call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Starts the call and returns when its thread sleeps in poll(2).</summary>
    internal static Task<T> RunUntilBlocked<T>(Func<T> call)
    {
        using ManualResetEventSlim started = new();
        int thread = 0;
        Task<T> task = Run(() =>
        {
            thread = NetworkNamespace.ThreadId;
            started.Set();
            return call();
        });
        started.Wait();
        Assert.True(
            SpinWait.SpinUntil(() => task.IsCompleted || IsInPoll(thread), s_patience), "The call did not block.");
        Assert.False(task.IsCompleted, "The call ended instead of blocking.");
        return task;
    }

    /// <summary>Does something on another thread as soon as the calling thread sleeps in poll(2).</summary>
    internal static Task WhenThisThreadBlocks(Action action)
    {
        int thread = NetworkNamespace.ThreadId;
        return Run(() =>
        {
            bool blocked = SpinWait.SpinUntil(() => IsInPoll(thread), s_patience);
            action();
            Assert.True(blocked, "The thread did not block.");
            return blocked;
        });
    }

    /// <summary>
    /// Makes the call again and again on a thread of its own, and gives the exception that ends it. Returns when the
    /// thread runs.
    /// </summary>
    internal static Task<Exception> RunUntilItFails(Action call)
    {
        using ManualResetEventSlim started = new();
        Task<Exception> task = Run(() => Failure(() =>
        {
            started.Set();
            while (true)
            {
                call();
            }
        }));
        started.Wait();
        return task;
    }

    /// <summary>The exception of a call that has to fail.</summary>
    internal static Exception Failure(Action call)
        => Record.Exception(call) ?? throw new InvalidOperationException("The call ended without an error.");

    /// <summary>Waits on the calling thread, for tests that must stay in its network namespace.</summary>
    internal static T Result<T>(Task<T> task) => task.WaitAsync(s_patience).GetAwaiter().GetResult();

    /// <summary>Waits until the thread of that name sleeps in poll(2). The system keeps 15 characters of a name.</summary>
    internal static void WaitUntilBlocked(string threadName)
    {
        string name = threadName[..Math.Min(threadName.Length, 15)] + "\n";
        Assert.True(
            SpinWait.SpinUntil(
                () => Directory.EnumerateDirectories("/proc/self/task").Select(path => int.Parse(Path.GetFileName(path), null))
                    .Any(thread => IsInPoll(thread) && Read(thread, "comm") == name),
                s_patience),
            $"The thread \"{threadName}\" did not block.");
    }

    // The number of the system call that the thread sleeps in: ppoll is 271 on x86-64 and 73 on arm64.
    private static bool IsInPoll(int thread) => Read(thread, "syscall").StartsWith(
        RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "271 " : "73 ", StringComparison.Ordinal);

    private static string Read(int thread, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/self/task/{thread}/{file}");
        }
        catch (IOException)
        {
            // The thread has ended.
            return string.Empty;
        }
    }
}
