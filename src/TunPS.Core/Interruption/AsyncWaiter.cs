using TunPS.Native;

namespace TunPS;

/// <summary>
/// Waits on behalf of all asynchronous calls of the process, on one thread of its own. It reads and writes nothing: it
/// tells a call when to try again, and whatever there is to find (a packet, a closed device) the call finds itself.
/// </summary>
internal static class AsyncWaiter
{
    private static readonly List<PendingWait> s_pending = [];

    // Wakes the thread when there is a wait more or less than it knows of. Null until the thread runs.
    private static InterruptEvent? s_changed;

    /// <summary>Ends when the call that waits for the target should try again.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The device was closed.</exception>
    /// <exception cref="TunException">There is no descriptor left to wait with.</exception>
    internal static async Task WaitAsync(PollTarget target, CancellationToken cancellationToken)
    {
        // The pipes of the device are opened here, so that whom it fails for is the caller and not the thread.
        _ = target.Device.Closing.BorrowDescriptor();
        target.Device.Closing.ReturnDescriptor();
        _ = target.Segments?.BorrowDescriptor();
        target.Segments?.ReturnDescriptor();

        PendingWait wait = new(target, cancellationToken);
        InterruptEvent changed = Add(wait);
        changed.Trigger();

        // Only a hint: the thread looks at the token itself, when it no longer holds the descriptors. Who has awaited
        // the end of a call can rely on it that the call no longer keeps the device open.
        using (cancellationToken.UnsafeRegister(static state => ((InterruptEvent)state!).Trigger(), changed))
        {
            await wait.Task.ConfigureAwait(false);
        }
    }

    private static InterruptEvent Add(PendingWait wait)
    {
        lock (s_pending)
        {
            if (s_changed is null)
            {
                InterruptEvent changed = new();

                // Unsafe: without the context of whoever happens to be the first.
                new Thread(() => Run(changed)) { IsBackground = true, Name = "TunPS async waits" }.UnsafeStart();
                s_changed = changed;
            }

            s_pending.Add(wait);
            return s_changed;
        }
    }

    private static void Run(InterruptEvent changed)
    {
        while (true)
        {
            // First this and then the look at the list, so that no change goes unseen.
            changed.Reset();
            PendingWait[] waits;
            lock (s_pending)
            {
                _ = s_pending.RemoveAll(wait => wait.Task.IsCompleted);
                waits = [.. s_pending];
            }

            WaitForAny(waits, changed);
        }
    }

    private static void WaitForAny(PendingWait[] waits, InterruptEvent changed)
    {
        // Each once, however many wait for it: poll takes no more entries than the process may have descriptors.
        PollTarget[] targets = [.. waits.Select(wait => wait.Target).Distinct()];
        bool[] ready = new bool[targets.Length];
        Deadline next = waits.Aggregate(Deadline.Never, (earliest, wait) => Deadline.Earlier(earliest, wait.LookAgain));
        try
        {
            // A token that was cancelled before the reset above wakes nobody any more.
            if (!waits.Any(wait => wait.Token.IsCancellationRequested))
            {
                _ = Waiter.Wait(targets, next, [changed], CancellationToken.None, ready);
            }
        }
        catch (ObjectDisposedException)
        {
            // A device was closed; those who wait for it are found below.
        }
        catch (TunException e)
        {
            Array.ForEach(waits, wait => wait.TrySetException(e));
        }

        HashSet<PollTarget> readyTargets = [.. targets.Where((_, index) => ready[index])];
        foreach (PendingWait wait in waits)
        {
            if (wait.Token.IsCancellationRequested)
            {
                _ = wait.TrySetCanceled(wait.Token);
            }
            else if (readyTargets.Contains(wait.Target) || wait.Target.Device.IsClosed || wait.LookAgain.IsOver)
            {
                _ = wait.TrySetResult();
            }
        }
    }

    private sealed class PendingWait(PollTarget target, CancellationToken token)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        internal PollTarget Target => target;

        internal CancellationToken Token => token;

        /// <summary>When a writer is to look again, though nothing has happened that poll would tell.</summary>
        internal Deadline LookAgain { get; } = target.Interest == Posix.POLLOUT
            ? Deadline.After(WaitTerms.WriteAgain)
            : Deadline.Never;
    }
}
