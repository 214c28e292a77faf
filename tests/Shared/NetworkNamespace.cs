using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace TunPS.Testing;

/// <summary>
/// Runs test code on a thread of its own in a fresh, empty network namespace, so that device names and addresses of
/// tests that run at the same time never meet. The namespace goes with the thread and the last device in it.
/// </summary>
internal static partial class NetworkNamespace
{
    private const int CLONE_NEWNET = 0x40000000;

    internal static void Run(Action test)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                Enter();
                test();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>Moves the calling thread, which must not be one of the pool.</summary>
    internal static void Enter()
    {
        if (Unshare(CLONE_NEWNET) != 0)
        {
            throw new InvalidOperationException(
                $"No network namespace for the test: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>The calling thread, as /proc names it.</summary>
    internal static int ThreadId => GetTid();

    /// <summary>What tells the namespace of the calling thread from all others: "net:[4026531840]".</summary>
    internal static string Current => new FileInfo("/proc/thread-self/ns/net").LinkTarget!;

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetTid();

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);
}
