using System.Runtime.InteropServices;
using TunPS.Native.Linux;
using TunPS.Platform.Linux;

namespace TunPS;

/// <summary>The one function that waits.</summary>
internal static class Waiter
{
    private const short Failed = Libc.POLLERR | Libc.POLLHUP | Libc.POLLNVAL;

    // Enough for the usual call; larger sets come from the heap.
    private const int StackLimit = 32;

    /// <summary>
    /// Waits until one of the devices is readable or writable, one of the events is triggered, or the deadline
    /// passes. An event wins over a device, and a signal (EINTR) is nobody's business.
    /// </summary>
    /// <param name="devices">The devices; closing one of them ends the wait.</param>
    /// <param name="interest">POLLIN or POLLOUT.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="events">The events, in the order in which they are looked at.</param>
    /// <exception cref="TunException">A device is gone, or an event got no descriptor to wait on.</exception>
    /// <exception cref="ObjectDisposedException">A device or an event was disposed.</exception>
    internal static unsafe WaitResult Wait(
        ReadOnlySpan<TunDevice> devices, short interest, Deadline deadline, ReadOnlySpan<InterruptEvent> events)
    {
        // An event that is triggered already needs no descriptor.
        if (InterruptEvent.FindTriggered(events) is { Status: WaitStatus.Interrupted } interrupted)
        {
            return interrupted;
        }

        ThrowIfClosed(devices);
        if (interest == Libc.POLLIN && AnyHasPutBack(devices))
        {
            return WaitResult.Ready;
        }

        // The devices, then their closing events, then the caller's events.
        int count = (2 * devices.Length) + events.Length;
        Span<PollFd> set = count <= StackLimit ? stackalloc PollFd[StackLimit] : new PollFd[count];
        set = set[..count];
        int borrowed = 0;
        try
        {
            for (; borrowed < count; borrowed++)
            {
                set[borrowed] = Borrow(borrowed, devices, interest, events);
            }

            return Poll(set, devices, interest, deadline, events);
        }
        catch (ObjectDisposedException)
        {
            // A device that was closed while its descriptors were being borrowed.
            ThrowIfClosed(devices);
            throw;
        }
        finally
        {
            while (--borrowed >= 0)
            {
                Return(borrowed, devices, events);
            }
        }
    }

    private static unsafe WaitResult Poll(
        Span<PollFd> set,
        ReadOnlySpan<TunDevice> devices,
        short interest,
        Deadline deadline,
        ReadOnlySpan<InterruptEvent> events)
    {
        while (true)
        {
            int ready;
            fixed (PollFd* descriptors = set)
            {
                ready = Libc.Poll(descriptors, (nuint)set.Length, deadline.PollTimeout);
            }

            if (ready < 0)
            {
                int errno = Marshal.GetLastPInvokeError();
                if (errno != Errno.EINTR)
                {
                    throw new TunException("wait", LinuxErrors.Any(errno));
                }
            }

            // Neither packets nor an expiry win over an event.
            if (InterruptEvent.FindTriggered(events) is { Status: WaitStatus.Interrupted } interrupted)
            {
                return interrupted;
            }

            ThrowIfClosed(devices);
            if (ready > 0 && IsReady(set, devices, interest))
            {
                return WaitResult.Ready;
            }

            if (ready == 0 && deadline.IsOver)
            {
                return WaitResult.TimedOut;
            }

            // A signal, or events that were triggered and reset again before anyone looked: wait on.
        }
    }

    private static bool IsReady(ReadOnlySpan<PollFd> set, ReadOnlySpan<TunDevice> devices, short interest)
    {
        for (int i = 0; i < devices.Length; i++)
        {
            if ((set[i].Ready & interest) != 0)
            {
                return true;
            }
        }

        // An error without data stays for ever; waiting on would spin.
        for (int i = 0; i < devices.Length; i++)
        {
            if ((set[i].Ready & Failed) != 0)
            {
                throw new TunException($"wait for {devices[i]}", LinuxErrors.Gone, devices[i]);
            }
        }

        return false;
    }

    private static void ThrowIfClosed(ReadOnlySpan<TunDevice> devices)
    {
        foreach (TunDevice device in devices)
        {
            ObjectDisposedException.ThrowIf(device.IsClosed, device);
        }
    }

    private static bool AnyHasPutBack(ReadOnlySpan<TunDevice> devices)
    {
        foreach (TunDevice device in devices)
        {
            if (device.HasPutBack)
            {
                return true;
            }
        }

        return false;
    }

    private static PollFd Borrow(
        int index, ReadOnlySpan<TunDevice> devices, short interest, ReadOnlySpan<InterruptEvent> events)
    {
        if (index < devices.Length)
        {
            return new PollFd { Descriptor = devices[index].Queue.Borrow(), Interest = interest };
        }

        InterruptEvent watched = EventAt(index - devices.Length, devices, events);
        return new PollFd { Descriptor = watched.BorrowDescriptor(), Interest = Libc.POLLIN };
    }

    private static void Return(int index, ReadOnlySpan<TunDevice> devices, ReadOnlySpan<InterruptEvent> events)
    {
        if (index < devices.Length)
        {
            devices[index].Queue.Return();
        }
        else
        {
            EventAt(index - devices.Length, devices, events).ReturnDescriptor();
        }
    }

    private static InterruptEvent EventAt(
        int index, ReadOnlySpan<TunDevice> devices, ReadOnlySpan<InterruptEvent> events)
        => index < devices.Length ? devices[index].Closing : events[index - devices.Length];
}
