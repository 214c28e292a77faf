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

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);
}
