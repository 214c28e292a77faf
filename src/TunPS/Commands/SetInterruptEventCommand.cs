using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Set, "InterruptEvent")]
[OutputType(typeof(InterruptEvent))]
public sealed class SetInterruptEventCommand : InterruptEventCommand
{
    [Parameter(Position = 1)]
    public int Value { get; set; } = 1;

    protected override void BeginProcessing()
    {
        if (Value == 0)
        {
            ThrowTerminatingError(TunErrors.ZeroValue());
        }
    }

    private protected override void Change(InterruptEvent interruptEvent)
    {
        interruptEvent.Trigger(Value);
        if (interruptEvent.IsDisposed)
        {
            WriteVerbose("The event is disposed, and nothing changed.");
        }
        else if (interruptEvent.Value != Value)
        {
            WriteVerbose($"The first value wins, and nothing changed: {interruptEvent}.");
        }
    }
}
