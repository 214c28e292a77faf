using System.Runtime.InteropServices;

namespace TunPS.Testing;

/// <summary>Runs blocking calls on threads of their own, and knows when they really block.</summary>
internal static class Background
{
    // A thread of a system that does not show what its threads do.
    private const int Unknown = 0;

    /// <summary>How long a test waits for what has to come, before it fails.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(50);

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
            thread = CurrentThread;
            started.Set();
            return call();
        });
        started.Wait();
        Assert.True(
            SpinWait.SpinUntil(() => task.IsCompleted || IsInPoll(thread), Patience), "The call did not block.");
        Assert.False(task.IsCompleted, "The call ended instead of blocking.");
        return task;
    }

    /// <summary>Does something on another thread as soon as the calling thread sleeps in poll(2).</summary>
    internal static Task WhenThisThreadBlocks(Action action)
    {
        int thread = CurrentThread;
        return Run(() =>
        {
            bool blocked = SpinWait.SpinUntil(() => IsInPoll(thread), Patience);
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
    internal static T Result<T>(Task<T> task) => task.WaitAsync(Patience).GetAwaiter().GetResult();

    /// <summary>How many threads of the process have a name that begins so. Linux alone tells.</summary>
    internal static int CountThreads(string name)
        => Threads().Count(thread => Read(thread, "comm").StartsWith(name, StringComparison.Ordinal));

    /// <summary>Waits until the thread of that name sleeps in poll(2). The system keeps 15 characters of a name.</summary>
    internal static void WaitUntilBlocked(string threadName)
    {
        string name = threadName[..Math.Min(threadName.Length, 15)] + "\n";
        Assert.True(
            SpinWait.SpinUntil(
                () => Threads().Any(thread => IsInPoll(thread) && (thread == Unknown || Read(thread, "comm") == name)),
                Patience),
            $"The thread \"{threadName}\" did not block.");
    }

    private static int CurrentThread => OperatingSystem.IsLinux() ? NetworkNamespace.ThreadId : Unknown;

    private static IEnumerable<int> Threads() => OperatingSystem.IsLinux()
        ? Directory.EnumerateDirectories("/proc/self/task").Select(path => int.Parse(Path.GetFileName(path), null))
        : [Unknown];

    // The number of the system call that the thread sleeps in: poll is 7 and ppoll 271 on x86-64, and on arm64 both are
    // ppoll, with the number 73.
    private static bool IsInPoll(int thread)
    {
        if (thread == Unknown)
        {
            // Nothing tells what it does. After this time it has come there, unless the machine is very busy.
            Thread.Sleep(s_moment);
            return true;
        }

        string call = Read(thread, "syscall");
        return RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? call.StartsWith("271 ", StringComparison.Ordinal) || call.StartsWith("7 ", StringComparison.Ordinal)
            : call.StartsWith("73 ", StringComparison.Ordinal);
    }

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
