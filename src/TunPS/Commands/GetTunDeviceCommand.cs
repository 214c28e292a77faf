using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Get, "TunDevice")]
[OutputType(typeof(TunDevice))]
public sealed class GetTunDeviceCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TunDeviceNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            IReadOnlyList<TunDevice> devices = new TunDeviceOrName(name).ResolveAll(out ErrorRecord? error);
            if (error is not null)
            {
                WriteError(error);
            }

            WriteObject(devices, enumerateCollection: true);
        }
    }
}
