using System.Management.Automation;
using System.Net.Sockets;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Set, "TunDevice", SupportsShouldProcess = true)]
[OutputType(typeof(TunDevice), typeof(TunInterface))]
public sealed class SetTunDeviceCommand : TunDeviceSettingsCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TunInterfaceNameCompleter))]
    public TunDeviceOrName[] Device { get; set; } = [];

    [Parameter]
    [ValidateNotNull]
    public string? NewName { get; set; }

    [Parameter]
    public int Mtu { get; set; }

    // Text, because of a word that is none PowerShell would say that all states of a device can be asked for.
    [Parameter]
    [ValidateSet(nameof(TunDeviceState.Up), nameof(TunDeviceState.Down))]
    public string? State { get; set; }

    [Parameter]
    public TunQueueState QueueState { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        foreach (TunDeviceOrName wanted in Device)
        {
            // Both before anything changes, such as the name.
            IReadOnlyList<TunInterface> interfaces = wanted.ResolveInterfaces(out ErrorRecord? error);
            IReadOnlyList<TunDevice> open = wanted.ResolveOpen(out _);
            if (error is not null)
            {
                WriteError(error);
            }

            foreach (TunInterface @interface in interfaces)
            {
                TunDevice[] queues = [.. open.Where(device => device.Interface!.IsSame(@interface))];
                if (Change(@interface, queues) && PassThru)
                {
                    WriteObject(
                        queues.Length == 0 || wanted.IsInterface ? PlainView.Of(@interface) : queues,
                        enumerateCollection: true);
                }
            }
        }
    }

    private bool Change(TunInterface @interface, TunDevice[] queues)
    {
        if (!GivenSettings.Any())
        {
            return true;
        }

        try
        {
            TunInterfaceChanges changes = CreateChanges();
            changes.ThrowIfInvalid(@interface.Layer ?? TunLayer.Tun);
            if (IsGiven(nameof(QueueState)))
            {
                Array.ForEach(queues, queue => queue.ThrowIfUnsupported(QueueState));
            }

            if (!ShouldProcess(Describe(@interface.Name), "Set device"))
            {
                return false;
            }

            bool hadIPv6 = HasIPv6(@interface);
            @interface.Change(changes, WriteVerbose);
            if (hadIPv6 && changes.Mtu < TunDevice.MinMtuForIPv6 && !HasIPv6(@interface))
            {
                WriteWarning(
                    $"{@interface} has lost its IPv6 addresses: below an MTU of {TunDevice.MinMtuForIPv6} there is no IPv6.");
            }
        }
        catch (Exception e) when (TunErrors.Map(e, @interface.ToString()) is ErrorRecord record)
        {
            WriteError(record);
            return false;
        }

        WarnIfAnybodyMayOpen(@interface);
        return !IsGiven(nameof(QueueState)) || SetQueues(@interface, queues);
    }

    private static bool HasIPv6(TunInterface @interface)
        => @interface.Address.Any(address => address.Address.AddressFamily == AddressFamily.InterNetworkV6
            && !address.Address.IsIPv6LinkLocal);

    private TunInterfaceChanges CreateChanges() => new()
    {
        NewName = NewName,
        State = State is null ? null : Enum.Parse<TunDeviceState>(State, ignoreCase: true),
        Mtu = IsGiven(nameof(Mtu)) ? Mtu : null,
        MacAddress = WantedMacAddress,
        TxQueueLength = WantedTxQueueLength,
        Alias = Alias,
        HasCarrier = WantedCarrier,
        Owner = WantedOwner,
        Group = WantedGroup,
        IsPersistent = WantedPersistence,
    };

    // A queue is what is open here; an interface that is not has none that could be set.
    private bool SetQueues(TunInterface @interface, TunDevice[] queues)
    {
        if (queues.Length == 0)
        {
            WriteError(TunErrors.DeviceNotFound(@interface.ToString()));
            return false;
        }

        foreach (TunDevice queue in queues.Where(candidate => candidate.QueueState != QueueState))
        {
            try
            {
                queue.SetQueueState(QueueState);
                WriteVerbose($"{QueueState} the queue of {queue}.");
            }
            catch (Exception e) when (TunErrors.Map(e, queue, queue) is ErrorRecord record)
            {
                WriteError(record);
                return false;
            }
        }

        return true;
    }
}
