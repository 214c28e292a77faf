using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Set, "TunDevice", SupportsShouldProcess = true)]
[OutputType(typeof(TunDevice), typeof(TunInterface))]
public sealed class SetTunDeviceCommand : TunDeviceSettingsCommand
{
    private static readonly HashSet<string> s_settings =
    [
        nameof(NewName), nameof(State), nameof(Mtu), nameof(MacAddress), nameof(TxQueueLength), nameof(Alias),
        nameof(NoCarrier), nameof(Owner), nameof(Group), nameof(Persist),
    ];

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

    [Parameter]
    [ValidateSet(nameof(TunDeviceState.Up), nameof(TunDeviceState.Down))]
    public TunDeviceState State { get; set; }

    [Parameter]
    public TunQueueState QueueState { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        foreach (TunDeviceOrName wanted in Device)
        {
            if (IsGiven(nameof(QueueState)))
            {
                SetQueues(wanted);
            }

            IReadOnlyList<TunInterface> interfaces = wanted.ResolveInterfaces(out ErrorRecord? error);
            if (error is not null)
            {
                WriteError(error);
            }

            foreach (TunInterface @interface in interfaces)
            {
                Change(@interface);
            }
        }
    }

    private void Change(TunInterface @interface)
    {
        try
        {
            TunInterfaceChanges changes = CreateChanges();
            if (@interface.Layer is TunLayer layer)
            {
                changes.ThrowIfInvalid(layer);
            }

            if (!ShouldProcess($"{@interface.Name} ({Describe()})", "Set device"))
            {
                return;
            }

            @interface.Change(changes, WriteVerbose);
        }
        catch (Exception e) when (TunErrors.Map(e, @interface.ToString()) is ErrorRecord record)
        {
            WriteError(record);
            return;
        }

        WarnIfAnybodyMayOpen(@interface);
        if (PassThru)
        {
            IReadOnlyList<TunDevice> queues = OpenDevices.QueuesOf(@interface);
            WriteObject(queues.Count == 0 ? @interface : queues, enumerateCollection: true);
        }
    }

    // "Mtu 1400, State Up": what was typed.
    private string Describe()
        => string.Join(", ", MyInvocation.BoundParameters
            .Where(parameter => s_settings.Contains(parameter.Key))
            .Select(parameter => $"{parameter.Key} {parameter.Value}"));

    private TunInterfaceChanges CreateChanges() => new()
    {
        NewName = NewName,
        State = IsGiven(nameof(State)) ? State : null,
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
    private void SetQueues(TunDeviceOrName wanted)
    {
        IReadOnlyList<TunDevice> queues = wanted.ResolveOpen(out ErrorRecord? error);
        if (error is not null)
        {
            WriteError(error);
        }

        foreach (TunDevice queue in queues)
        {
            string operation = QueueState == TunQueueState.Attached ? "Attach queue" : "Detach queue";
            if (queue.QueueState == QueueState || !ShouldProcess(queue.Name, operation))
            {
                continue;
            }

            try
            {
                queue.SetQueueState(QueueState);
                WriteVerbose(QueueState == TunQueueState.Attached
                    ? $"Attached the queue of {queue}."
                    : $"Detached the queue of {queue}.");
            }
            catch (Exception e) when (TunErrors.Map(e, queue, queue) is ErrorRecord record)
            {
                WriteError(record);
            }
        }
    }
}
