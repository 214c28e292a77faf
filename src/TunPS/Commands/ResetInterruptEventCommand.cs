using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Reset, "InterruptEvent")]
[OutputType(typeof(InterruptEvent))]
public sealed class ResetInterruptEventCommand : InterruptEventCommand
{
    private protected override void Change(InterruptEvent interruptEvent) => interruptEvent.Reset();
}
