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

    // Text, because a word that PowerShell cannot convert it would leave out of the objects in the pipeline in silence.
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet(nameof(TunLayer.Tun), nameof(TunLayer.Tap))]
    public string? Layer { get; set; }

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
    public SwitchParameter Offload { get; set; }

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
        TunDeviceOptions options;
        TunDevice device;
        try
        {
            // Before anything is said of names and numbers that would not help either.
            TunDevice.ThrowIfUnsupported("create a TUN device");
            if (IsAddress(Name))
            {
                WriteError(TunErrors.AddressIsNoName(Name!));
                return;
            }

            bool exists = Name is not null && NetworkNamespace is null && TunInterface.Find(Name) is not null;
            options = CreateOptions(exists);
            options.ThrowIfInvalid();
            if (!ShouldProcess(Describe(Name ?? "the next free name"), exists ? "Open device" : "Create device"))
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
        HostWarning.Write(this, device.Interface!, options.Addresses);
        RivalWarning.Write(this, device.Interface!, options.Addresses);
        WriteObject(device);
    }

    // What is said of slashes and colons in names would not help who has forgotten a word.
    private static bool IsAddress(string? name)
    {
        try
        {
            return name?.Contains('/', StringComparison.Ordinal) == true && TunAddress.Parse(name) is not null;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    // In another namespace only the one who opens the device can tell whether it exists, and what it is.
    private TunLayer? WantedLayer(bool exists)
        => Layer is not null ? Enum.Parse<TunLayer>(Layer, ignoreCase: true)
            : exists || NetworkNamespace is not null ? null
            : TunLayer.Tun;

    // A path is relative to the location of the shell, which is not the working directory of its process.
    private string? WantedNamespace()
        => NetworkNamespace?.IndexOf('/', StringComparison.Ordinal) > 0
            ? GetUnresolvedProviderPathFromPSPath(NetworkNamespace)
            : NetworkNamespace;

    private TunDeviceOptions CreateOptions(bool exists) => new()
    {
        Name = Name,
        Layer = WantedLayer(exists),
        MultiQueue = MultiQueue,
        Offload = Offload,
        NetworkNamespace = WantedNamespace(),
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
}
