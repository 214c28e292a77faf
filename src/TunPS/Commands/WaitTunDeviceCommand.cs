using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsLifecycle.Wait, "TunDevice", DefaultParameterSetName = ReadableSet)]
[OutputType(typeof(WaitStatus))]
public sealed class WaitTunDeviceCommand : DeviceGroupCommand
{
    private const string ReadableSet = "Readable";
    private const string WritableSet = "Writable";
    private const string UpSet = "Up";
    private const string DownSet = "Down";
    private const string RemovedSet = "Removed";

    [Parameter(ParameterSetName = ReadableSet)]
    public SwitchParameter Readable { get; set; }

    [Parameter(ParameterSetName = WritableSet, Mandatory = true)]
    public SwitchParameter Writable { get; set; }

    [Parameter(ParameterSetName = UpSet, Mandatory = true)]
    public SwitchParameter Up { get; set; }

    [Parameter(ParameterSetName = DownSet, Mandatory = true)]
    public SwitchParameter Down { get; set; }

    [Parameter(ParameterSetName = RemovedSet, Mandatory = true)]
    public SwitchParameter Removed { get; set; }

    /// <summary>The state of the interface that is waited for; null to wait for packets.</summary>
    private TunDeviceState? State
        => Up ? TunDeviceState.Up
            : Down ? TunDeviceState.Down
            : Removed ? TunDeviceState.Gone
            : null;

    protected override void EndProcessing()
    {
        if (WaitForDevices() is not WaitResult result || IsStop(result))
        {
            return;
        }

        if (result.Status != WaitStatus.Ready)
        {
            WriteEnd(result, WhatDidNotHappen);
        }

        WriteObject(result.Status);
    }

    private string WhatDidNotHappen()
        => Up ? "The interface did not come up"
        : Down ? "The interface did not go down"
        : Removed ? "The interface was not removed"
        : !Writable ? "No packet came"
        : Devices.All(device => device.State == TunDeviceState.Down) ? "The interface did not come up"
        : "There was no room to send";

    private protected override WaitResult Wait(TunDeviceGroup group, TimeSpan timeout)
    {
        if (State is TunDeviceState state)
        {
            return group.WaitForState(state, timeout, WatchedEvents);
        }

        if (Writable)
        {
            return group.WaitWritable(timeout, WatchedEvents);
        }

        // A packet that is kept here can be received without any wait; but an event beats it, too.
        bool isKept = Devices.Any(KeptPackets.HasAny);
        WaitResult result = group.WaitReadable(isKept ? TimeSpan.Zero : timeout, WatchedEvents);
        return isKept && result.Status == WaitStatus.TimedOut ? WaitResult.Ready : result;
    }
}
