using TunPS.Native;
using TunPS.Platform;

namespace TunPS;

/// <summary>Waits for the state of interfaces, by what the kernel tells of their changes.</summary>
internal static class LinkWaiter
{
    /// <summary>Waits until any of the devices is in the state.</summary>
    internal static WaitResult Wait(ReadOnlySpan<TunDevice> devices, TunDeviceState state, WaitTerms terms)
    {
        if (state is not (TunDeviceState.Up or TunDeviceState.Down or TunDeviceState.Gone))
        {
            throw new ArgumentOutOfRangeException(nameof(state), state, "Wait for Up, Down or Gone.");
        }

        // Most calls find what they wait for, and open nothing.
        if (Look(devices, state, ref terms, out WaitResult result))
        {
            return result;
        }

        PollTarget[] targets = new PollTarget[devices.Length];
        try
        {
            for (int i = 0; i < targets.Length; i++)
            {
                targets[i] = Watch(devices[i], state);
            }

            // Only now, so that no change between the look and the watch goes unseen.
            while (!Look(devices, state, ref terms, out result))
            {
                WaitResult wait = terms.Wait(targets);
                if (wait.Status != WaitStatus.Ready)
                {
                    return wait;
                }

                Array.ForEach(targets, target => target.Watch?.Drain());
            }

            return result;
        }
        finally
        {
            Array.ForEach(targets, target => target.Watch?.Dispose());
        }
    }

    /// <summary>True when there is nothing to wait for any more.</summary>
    private static bool Look(
        ReadOnlySpan<TunDevice> devices, TunDeviceState state, ref WaitTerms terms, out WaitResult result)
    {
        if (terms.IsInterrupted(out result))
        {
            return true;
        }

        foreach (TunDevice device in devices)
        {
            TunDeviceState present = device.State;
            ObjectDisposedException.ThrowIf(device.IsClosed, device);
            if (present == state)
            {
                result = WaitResult.Ready;
                return true;
            }

            if (present == TunDeviceState.Gone)
            {
                throw new TunException(Operation(device, state), TunPlatform.Current.Gone, device);
            }
        }

        result = WaitResult.TimedOut;
        return !terms.MayWait;
    }

    private static PollTarget Watch(TunDevice device, TunDeviceState state)
    {
        string operation = Operation(device, state);
        if (device.Link is not TunLink link)
        {
            throw new TunException(operation, Failures.NoInterface, device);
        }

        try
        {
            return new PollTarget(device, Posix.POLLIN, link.Watch(operation));
        }
        catch (TunException e)
        {
            // Those who wait for several devices go on with the others.
            throw e.Of(device);
        }
    }

    private static string Operation(TunDevice device, TunDeviceState state)
        => $"wait until {device} is {state switch
        {
            TunDeviceState.Up => "up",
            TunDeviceState.Down => "down",
            _ => "gone",
        }}";
}
