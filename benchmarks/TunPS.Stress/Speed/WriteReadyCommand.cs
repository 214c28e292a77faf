using System.Management.Automation;

namespace TunPS.Stress.Speed;

/// <summary>Writes the same object again and again: what the shell itself takes for what a cmdlet puts out.</summary>
[Cmdlet(VerbsCommunications.Write, "Ready")]
public sealed class WriteReadyCommand : Cmdlet
{
    private readonly TunPacket _ready = new(new byte[PacketBytes.Length]);

    [Parameter(Mandatory = true)]
    public int Count { get; set; }

    protected override void EndProcessing()
    {
        for (int i = 0; i < Count; i++)
        {
            WriteObject(_ready);
        }
    }
}
