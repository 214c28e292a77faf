using System.Diagnostics;
using System.Management.Automation;

namespace TunPS.Commands;

/// <summary>A command that waits on one or several devices at once.</summary>
public abstract class DeviceGroupCommand : InterruptibleCommand
{
    private readonly List<TunDevice> _devices = [];
    private TunDeviceGroup? _group;
    private long _rejectedByFormerGroups;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(TunDeviceNameCompleter))]
    public TunDeviceOrName[] Device { get; set; } = [];

    /// <summary>The devices that were named and have not failed since.</summary>
    private protected IReadOnlyList<TunDevice> Devices => _devices;

    /// <summary>Which packets the command wants; null for all.</summary>
    private protected PacketFilter? Filter { get; set; }

    /// <summary>How many others were read.</summary>
    private protected long RejectedPackets => _rejectedByFormerGroups + (_group?.RejectedPackets ?? 0);

    // The work itself is done at the end, because devices that come down the pipeline are served together like those
    // of one argument.
    protected sealed override void ProcessRecord()
    {
        foreach (TunDeviceOrName wanted in Device)
        {
            IReadOnlyList<TunDevice> queues = wanted.ResolveQueues(out ErrorRecord? error);
            if (error is not null)
            {
                WriteError(error);
            }

            foreach (TunDevice queue in queues)
            {
                if (queue.IsClosed)
                {
                    WriteError(TunErrors.DeviceClosed(queue));
                }
                else
                {
                    _devices.Add(queue);
                }
            }
        }
    }

    /// <summary>What the command does with the devices: the one call that may block.</summary>
    private protected abstract WaitResult Wait(TunDeviceGroup group, TimeSpan timeout);

    /// <summary>
    /// Waits on the devices. One that fails is reported and left out, and the others go on; null when none is left.
    /// </summary>
    private protected WaitResult? WaitForDevices()
    {
        // Only a timeout needs the time.
        long start = Timeout == System.Threading.Timeout.InfiniteTimeSpan ? 0 : Stopwatch.GetTimestamp();
        TimeSpan rest = Timeout;
        while (_devices.Count > 0)
        {
            try
            {
                return Wait(_group ??= new TunDeviceGroup([.. _devices]) { Filter = Filter }, rest);
            }
            catch (TunException e) when (e is { Error: TunError.InvalidPacket, Device: not null })
            {
                // One packet was no good; the device is.
                WriteError(TunErrors.Map(e, e.Device, e.Device)!);
            }
            catch (Exception e) when (TunErrors.Map(e, target: null) is not null)
            {
                Drop(e);
            }

            // The others go on with what is left of the time.
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            rest = Timeout == System.Threading.Timeout.InfiniteTimeSpan ? Timeout
                : elapsed < Timeout ? Timeout - elapsed
                : TimeSpan.Zero;
        }

        return null;
    }

    /// <summary>Tells verbosely what ended the waiting; nothing is said of a stop.</summary>
    /// <param name="result">TimedOut or Interrupted.</param>
    /// <param name="expiry">What did not happen in time, as half a sentence: "No packet came".</param>
    private protected void WriteEnd(WaitResult result, Func<string> expiry)
    {
        if (!IsStop(result))
        {
            WriteVerbose(result.Status == WaitStatus.TimedOut
                ? $"{expiry()} within {Quantity.Of(Timeout.TotalSeconds, "second")}."
                : $"Interrupted by an event with the value {result.Value}.");
        }
    }

    private void Drop(Exception exception)
    {
        // Null when it is not a device that failed, but an event.
        TunDevice? failed = (exception as TunException)?.Device ?? _devices.Find(device => device.IsClosed);
        _rejectedByFormerGroups = RejectedPackets;
        _group = null;
        if (failed is null)
        {
            // An event failed. Without it there is no waiting for any device.
            _devices.Clear();
        }
        else
        {
            _ = _devices.RemoveAll(device => device == failed);
        }

        if (failed is not null && OpenDevices.WasClosedWithModule(failed))
        {
            WriteVerbose($"The device {failed} was closed because the module was removed.");
        }
        else
        {
            object? target = failed is null ? Array.Find(InterruptEvent, watched => watched.IsDisposed) : failed;
            WriteError(TunErrors.Map(exception, target, failed)!);
        }
    }
}
