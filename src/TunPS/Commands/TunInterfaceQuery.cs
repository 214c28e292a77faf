using System.Management.Automation;

namespace TunPS.Commands;

/// <summary>A command that shows something of devices; without a name, of all that are open in this session.</summary>
public abstract class TunInterfaceQuery : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TunInterfaceNameCompleter))]
    public TunDeviceOrName[] Device { get; set; } = [new("*")];

    protected sealed override void ProcessRecord()
    {
        foreach (TunDeviceOrName wanted in Device)
        {
            IReadOnlyList<TunInterface> interfaces = wanted.ResolveInterfaces(out ErrorRecord? error);
            if (error is not null)
            {
                WriteError(error);
            }

            foreach (TunInterface @interface in interfaces)
            {
                Write(@interface);
            }
        }
    }

    private protected abstract void Write(TunInterface @interface);
}
