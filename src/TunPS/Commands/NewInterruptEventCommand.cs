using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.New, "InterruptEvent")]
[OutputType(typeof(InterruptEvent))]
public sealed class NewInterruptEventCommand : PSCmdlet
{
    protected override void EndProcessing()
    {
        InterruptEvent interruptEvent;
        try
        {
            interruptEvent = new InterruptEvent();
        }
        catch (Exception e) when (TunErrors.Map(e, null) is ErrorRecord record)
        {
            ThrowTerminatingError(record);
            return;
        }

        WriteObject(interruptEvent);
    }
}
