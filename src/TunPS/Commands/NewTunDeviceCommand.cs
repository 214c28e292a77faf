using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.New, "TunDevice", SupportsShouldProcess = true)]
[OutputType(typeof(TunDevice))]
public sealed class NewTunDeviceCommand : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public string? Name { get; set; }

    // Text, and not addresses, so that a bad one is an error of this command; an address object becomes its text.
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Address { get; set; } = [];

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
                Addresses = [.. Address.Select(TunAddress.Parse)],
                Mtu = MyInvocation.BoundParameters.ContainsKey(nameof(Mtu)) ? Mtu : null,
                Down = Down,
            };
            options.ThrowIfInvalid();
            if (!ShouldProcess(Describe(options), "Create TUN device"))
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

    private static string Describe(TunDeviceOptions options)
    {
        string[] settings =
        [
            .. options.Mtu is int mtu ? [$"MTU {mtu}"] : Array.Empty<string>(),
            options.Down ? "down" : "up",
            .. options.Addresses.Select(address => address.ToString()),
        ];
        return $"{options.Name ?? "the next free name"} ({string.Join(", ", settings)})";
    }
}
