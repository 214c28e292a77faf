using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.New, "TunDevice", SupportsShouldProcess = true)]
[OutputType(typeof(TunDevice))]
public sealed class NewTunDeviceCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public string? Name { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public TunAddress[] Address { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int Mtu { get; set; }

    [Parameter]
    public SwitchParameter Down { get; set; }

    protected override void ProcessRecord()
    {
        TunDevice device;
        try
        {
            TunDeviceOptions options = new()
            {
                Name = Name,
                Addresses = Address,
                Mtu = MyInvocation.BoundParameters.ContainsKey(nameof(Mtu)) ? Mtu : null,
                Down = Down,
            };
            options.ThrowIfInvalid();
            if (!ShouldProcess(Name ?? "the next free name", "Create TUN device"))
            {
                return;
            }

            device = TunDevice.Create(options, WriteVerbose);
        }
        catch (Exception e) when (TunErrors.Map(e, Name) is ErrorRecord record)
        {
            WriteError(record);
            return;
        }

        OpenDevices.Add(device);
        WriteObject(device);
    }
}
