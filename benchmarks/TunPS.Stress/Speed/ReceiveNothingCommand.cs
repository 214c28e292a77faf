using System.Management.Automation;

namespace TunPS.Stress.Speed;

/// <summary>
/// Takes what comes through the pipeline and does nothing: what the shell itself takes for what a cmdlet is given.
/// </summary>
[Cmdlet(VerbsCommunications.Receive, "Nothing")]
public sealed class ReceiveNothingCommand : Cmdlet
{
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public object? Packet { get; set; }
}
