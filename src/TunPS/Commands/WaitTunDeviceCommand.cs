using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsLifecycle.Wait, "TunDevice", DefaultParameterSetName = ReadableSet)]
[OutputType(typeof(WaitStatus))]
public sealed class WaitTunDeviceCommand : DeviceGroupCommand
{
    private const string ReadableSet = "Readable";
    private const string WritableSet = "Writable";

    [Parameter(ParameterSetName = ReadableSet)]
    public SwitchParameter Readable { get; set; }

    [Parameter(ParameterSetName = WritableSet, Mandatory = true)]
    public SwitchParameter Writable { get; set; }

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
        => !Writable ? "No packet came"
        : Devices.All(device => device.State == TunDeviceState.Down) ? "The interface did not come up"
        : "There was no room to send";

    private protected override WaitResult Wait(TunDeviceGroup group, TimeSpan timeout)
    {
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
