using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Remove, "TunDevice", SupportsShouldProcess = true)]
public sealed class RemoveTunDeviceCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TunInterfaceNameCompleter))]
    public TunDeviceOrName[] Device { get; set; } = [];

    [Parameter]
    public SwitchParameter CloseOnly { get; set; }

    protected override void ProcessRecord()
    {
        foreach (TunDeviceOrName wanted in Device)
        {
            IReadOnlyList<TunDevice> devices = wanted.ResolveOpen(out ErrorRecord? notOpen);
            foreach (TunDevice device in devices)
            {
                Remove(device);
            }

            if (devices.Count == 0)
            {
                RemoveOther(wanted, notOpen);
            }
        }
    }

    private void Remove(TunDevice device)
    {
        // Another open queue would keep the interface; the last one of them takes it along.
        bool isLast = device.Interface is { } its && OpenDevices.QueuesOf(its).All(queue => queue == device);
        bool delete = !CloseOnly && isLast && device.Interface!.IsPersistent == true;
        if (device.IsClosed || !ShouldProcess(device.Name, delete ? "Delete persistent device" : "Close device"))
        {
            return;
        }

        if (delete)
        {
            Delete(device.Interface!, device);
        }

        device.Dispose();
        WriteVerbose($"Closed the device {device}.");
    }

    // A device that is not open here: a persistent one can be deleted all the same.
    private void RemoveOther(TunDeviceOrName wanted, ErrorRecord? notOpen)
    {
        IReadOnlyList<TunInterface> interfaces = wanted.ResolveInterfaces(out ErrorRecord? error);
        if ((CloseOnly ? notOpen ?? error : error) is ErrorRecord record)
        {
            WriteError(record);
            return;
        }

        foreach (TunInterface @interface in interfaces)
        {
            // Where none persists somebody has it open: nothing would be done to it, and the error says why.
            if (!CloseOnly
                && (!TunInterface.CanPersist || ShouldProcess(@interface.Name, "Delete persistent device")))
            {
                Delete(@interface, null);
            }
        }
    }

    private void Delete(TunInterface @interface, TunDevice? device)
    {
        try
        {
            @interface.Delete();
            WriteVerbose($"Deleted the persistent device {@interface}.");
        }
        catch (Exception e) when (TunErrors.Map(e, @interface.ToString(), device) is ErrorRecord record)
        {
            WriteError(record);
        }
    }
}
