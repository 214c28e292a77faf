using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.New, "TunDevice", SupportsShouldProcess = true)]
[OutputType(typeof(TunDevice))]
public sealed class NewTunDeviceCommand : TunDeviceSettingsCommand
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(TunInterfaceNameCompleter))]
    public string? Name { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public TunLayer Layer { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Address { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Peer { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Route { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int Mtu { get; set; }

    [Parameter]
    public SwitchParameter MultiQueue { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(NetworkNamespaceCompleter))]
    public string? NetworkNamespace { get; set; }

    [Parameter]
    public SwitchParameter DetectDuplicates { get; set; }

    [Parameter]
    public SwitchParameter Down { get; set; }

    protected override void ProcessRecord()
    {
        TunDevice device;
        try
        {
            TunDeviceOptions options = CreateOptions();
            options.ThrowIfInvalid();
            bool exists = Name is not null && NetworkNamespace is null && TunInterface.Find(Name) is not null;
            if (!ShouldProcess(Describe(options, exists), exists ? "Open device" : "Create device"))
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
        WarnIfAnybodyMayOpen(device.Interface!);
        WriteObject(device);
    }

    private TunDeviceOptions CreateOptions() => new()
    {
        Name = Name,
        Layer = IsGiven(nameof(Layer)) ? Layer : null,
        MultiQueue = MultiQueue,
        NetworkNamespace = NetworkNamespace,
        Addresses = PeerBinding.Join(Address, Peer),
        Routes = [.. Route.Select(TunRoute.Parse)],
        DetectDuplicates = DetectDuplicates,
        Down = Down,
        Mtu = IsGiven(nameof(Mtu)) ? Mtu : null,
        MacAddress = WantedMacAddress,
        TxQueueLength = WantedTxQueueLength,
        Alias = Alias,
        HasCarrier = WantedCarrier,
        Owner = WantedOwner,
        Group = WantedGroup,
        IsPersistent = WantedPersistence,
    };

    private static string Describe(TunDeviceOptions options, bool exists)
    {
        string?[] settings =
        [
            options.MultiQueue ? "multi-queue" : null,
            options.Mtu is int mtu ? $"MTU {mtu}" : null,
            exists ? null : options.Down ? "down" : "up",
            options.IsPersistent == true ? "persistent" : null,
            .. options.Addresses.Select(address => address.ToString()),
            .. options.Routes.Select(route => $"route {route}"),
            options.NetworkNamespace is string name ? $"in the network namespace {name}" : null,
        ];
        string text = string.Join(", ", settings.OfType<string>());
        string device = options.Name ?? "the next free name";
        return text.Length == 0 ? device : $"{device} ({text})";
    }
}
