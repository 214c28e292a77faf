using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsData.ConvertTo, "TunPacket")]
[OutputType(typeof(TunPacket))]
public sealed class ConvertToTunPacketCommand : PSCmdlet
{
    private PacketGatherer? _gatherer;
    private TextGatherer? _text;

    // Of any type, because text, bytes, arrays, packets of both kinds and what is none of them each have their own way.
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    [Parameter]
    public TunLayer Layer { get; set; }

    protected override void BeginProcessing()
    {
        _gatherer = new PacketGatherer(null, Layer, WriteObject, WriteError);
        _text = new TextGatherer(Layer, WriteObject, WriteError);
    }

    protected override void ProcessRecord()
    {
        if (_text!.TryTake(InputObject))
        {
            _gatherer!.Finish();
            return;
        }

        _text.Finish();
        _gatherer!.Take(InputObject);
    }

    protected override void EndProcessing()
    {
        _text!.Finish();
        _gatherer!.Finish();
    }
}
