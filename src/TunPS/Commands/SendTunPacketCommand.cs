using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommunications.Send, "TunPacket")]
[OutputType(typeof(TunPacket))]
public sealed class SendTunPacketCommand : InterruptibleCommand
{
    private TunDevice? _device;
    private PacketGatherer? _gatherer;
    private PacketPacer? _pacer;
    private long _cut;

    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(TunDeviceNameCompleter))]
    public TunDeviceOrName Device { get; set; } = null!;

    // Of any type, because bytes, arrays, packets of both kinds and what is none of them each have their own way.
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? Packet { get; set; }

    [Parameter]
    [PacketPaceTransformation]
    [ArgumentCompleter(typeof(PacketPaceCompleter))]
    public PacketPace Pace { get; set; } = PacketPace.Asap;

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void BeginProcessing()
    {
        if (!Device.TryResolve(out _device, out ErrorRecord error))
        {
            ThrowTerminatingError(error);
        }

        _pacer = Pace == PacketPace.Asap ? null : new PacketPacer(Pace);
        _gatherer = new PacketGatherer(_device.Name, _device.Layer, Send, WriteError);
    }

    protected override void ProcessRecord() => _gatherer!.Take(Packet);

    protected override void EndProcessing()
    {
        _gatherer!.Finish();
        if (_cut > 0)
        {
            WriteWarning($"Packets that a capture had cut, and that were sent as far as they are there: {_cut}.");
        }
    }

    private void Send(TunPacket packet)
    {
        try
        {
            WaitResult result = SendWhenDue(packet);
            if (IsStop(result))
            {
                return;
            }

            result.ThrowUnlessReady("send on", _device!);
        }
        catch (Exception e) when (TunErrors.Map(e, packet, _device) is ErrorRecord record)
        {
            // On a device that is gone or closed no later packet can be sent either.
            if (_device!.IsClosed || (e as TunException)?.Error == TunError.DeviceGone)
            {
                ThrowTerminatingError(record);
            }

            WriteError(record);
            return;
        }

        _cut += packet.OriginalLength > packet.Length ? 1 : 0;
        if (PassThru)
        {
            WriteObject(packet);
        }
    }

    private WaitResult SendWhenDue(TunPacket packet)
    {
        TimeSpan delay = _pacer?.GetDelay(packet) ?? TimeSpan.Zero;
        return delay > TimeSpan.Zero
            && _device!.Pause(delay, WatchedEvents) is { Status: WaitStatus.Interrupted } interrupted
            ? interrupted
            : _device!.TryWrite(packet.Data, Timeout, WatchedEvents);
    }
}
