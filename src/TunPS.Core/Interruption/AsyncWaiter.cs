using TunPS.Native.Linux;

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
    /// <exception cref="TunException">There is no descriptor left to wait with.</exception>
    internal static async Task WaitAsync(PollTarget target, CancellationToken cancellationToken)
    {
        PendingWait wait = new(target);
        InterruptEvent changed = Add(wait);
        changed.Trigger();
        using (cancellationToken.UnsafeRegister(Cancel, wait))
        {
            await wait.Task.ConfigureAwait(false);
        }

        void Cancel(object? state, CancellationToken token)
        {
            if (wait.TrySetCanceled(token))
            {
                changed.Trigger();
            }
        }
    }

    private static InterruptEvent Add(PendingWait wait)
    {
        lock (s_pending)
        {
            if (s_changed is null)
            {
                InterruptEvent changed = new();
                new Thread(() => Run(changed)) { IsBackground = true, Name = "TunPS async waits" }.Start();
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
        bool[] ready = new bool[waits.Length];
        try
        {
            PollTarget[] targets = [.. waits.Select(wait => wait.Target)];
            bool isWriting = targets.Any(target => target.Interest == Libc.POLLOUT);
            Deadline writeAgain = isWriting ? Deadline.After(WaitTerms.WriteAgain) : Deadline.Never;
            bool isTime = Waiter.Wait(targets, writeAgain, [changed], CancellationToken.None, ready).Status
                == WaitStatus.TimedOut;
            for (int i = 0; i < waits.Length; i++)
            {
                if (ready[i] || (isTime && targets[i].Interest == Libc.POLLOUT))
                {
                    _ = waits[i].TrySetResult();
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // A device was closed. Whoever waits for it is among these; the others will wait again.
            Array.ForEach(waits, wait => wait.TrySetResult());
        }
        catch (TunException e)
        {
            Array.ForEach(waits, wait => wait.TrySetException(e));
        }
    }

    private sealed class PendingWait(PollTarget target)
        : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        internal PollTarget Target => target;
    }
}
