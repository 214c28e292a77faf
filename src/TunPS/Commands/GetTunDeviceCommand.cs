using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Get, "TunDevice", DefaultParameterSetName = OpenSet)]
[OutputType(typeof(TunDevice), ParameterSetName = [OpenSet])]
[OutputType(typeof(TunInterface), ParameterSetName = [AllSet])]
public sealed class GetTunDeviceCommand : PSCmdlet
{
    private const string OpenSet = "Open";
    private const string AllSet = "All";

    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TunInterfaceNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    [Parameter(ParameterSetName = AllSet, Mandatory = true)]
    public SwitchParameter All { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (All)
            {
                WriteInterfaces(name);
                continue;
            }

            NamePattern pattern = new(name);
            IReadOnlyList<TunDevice> devices = OpenDevices.Find(pattern);
            if (devices.Count == 0 && !pattern.MeansSeveral)
            {
                WriteError(TunErrors.DeviceNotFound(name));
            }

            WriteObject(devices, enumerateCollection: true);
        }
    }

    private void WriteInterfaces(string name)
    {
        NamePattern pattern = new(name);
        IReadOnlyList<TunInterface> found;
        try
        {
            found = pattern.Select(TunInterface.GetAll(OpenDevices.All()), candidate => candidate.ToString());
        }
        catch (Exception e) when (TunErrors.Map(e, name) is ErrorRecord record)
        {
            WriteError(record);
            return;
        }

        if (found.Count == 0 && !pattern.MeansSeveral)
        {
            WriteError(TunErrors.InterfaceNotFound(name));
        }

        WriteObject(found.Select(PlainView.Of), enumerateCollection: true);
    }
}
