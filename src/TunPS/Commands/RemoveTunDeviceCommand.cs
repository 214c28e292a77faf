using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Remove, "TunDevice", SupportsShouldProcess = true)]
public sealed class RemoveTunDeviceCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TunDeviceNameCompleter))]
    public TunDeviceOrName[] Device { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (TunDeviceOrName wanted in Device)
        {
            IReadOnlyList<TunDevice> devices = wanted.ResolveAll(out ErrorRecord? error);
            if (error is not null)
            {
                WriteError(error);
            }

            foreach (TunDevice device in devices)
            {
                if (!device.IsClosed && ShouldProcess(device.Name, "Close TUN device"))
                {
                    device.Dispose();
                    WriteVerbose($"Closed the TUN device {device}.");
                }
            }
        }
    }
}
