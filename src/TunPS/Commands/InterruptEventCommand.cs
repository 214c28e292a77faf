using System.Management.Automation;

namespace TunPS.Commands;

/// <summary>A command that changes events.</summary>
public abstract class InterruptEventCommand : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public InterruptEvent[] InterruptEvent { get; set; } = [];

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected sealed override void ProcessRecord()
    {
        foreach (InterruptEvent interruptEvent in InterruptEvent)
        {
            Change(interruptEvent);
            if (PassThru)
            {
                WriteObject(interruptEvent);
            }
        }
    }

    private protected abstract void Change(InterruptEvent interruptEvent);
}
