using System.Buffers;
using System.Diagnostics;
using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommunications.Receive, "TunPacket", DefaultParameterSetName = CountSet)]
[OutputType(typeof(TunPacket), typeof(byte[]))]
public sealed class ReceiveTunPacketCommand : DeviceGroupCommand, IPacketFilterParameters
{
    private const string CountSet = "Count";
    private const string ContinuousSet = "Continuous";

    private byte[] _buffer = [];
    private int _length;
    private TunDevice? _source;

    // When the read before ended. That the next one began then, at the earliest, is certain without a look at the clock.
    private DateTime _readBegan = DateTime.UtcNow;
    private long _received;

    [Parameter(ParameterSetName = CountSet)]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    [Parameter(ParameterSetName = ContinuousSet, Mandatory = true)]
    public SwitchParameter Continuous { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [PacketProtocolTransformation]
    [ArgumentCompleter(typeof(PacketProtocolCompleter))]
    public PacketProtocol[] Protocol { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public IPPrefix[] Source { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public IPPrefix[] Destination { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [PortTransformation]
    public int[] Port { get; set; } = [];

    [Parameter]
    public SwitchParameter AsByteArray { get; set; }

    private bool WantsMore => Continuous || _received < Count;

    // Before anything is waited for.
    protected override void BeginProcessing() => Filter = PacketFilterBinding.Create(this, ThrowTerminatingError);

    protected override void EndProcessing()
    {
        if (PacketFilterBinding.Check(Filter, Devices) is ErrorRecord error)
        {
            ThrowTerminatingError(error);
        }

        WriteKept();
        _buffer = ArrayPool<byte>.Shared.Rent(TunDevice.MaxPacketLength);
        try
        {
            while (WantsMore && WaitForDevices() is WaitResult result)
            {
                if (result.Status != WaitStatus.Ready)
                {
                    WriteEnd(result, () => Filter is null ? "No packet came" : "No packet that matches came");
                    break;
                }

                DateTime now = DateTime.UtcNow;
                Write(new ReadPacket(_buffer.AsSpan(0, _length).ToArray(), _source!, now, _readBegan));
                _readBegan = now;
            }

            if (RejectedPackets > 0)
            {
                WriteVerbose($"Packets that did not match, and were dropped: {RejectedPackets}.");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    private protected override WaitResult Wait(TunDeviceGroup group, TimeSpan timeout)
        => group.TryRead(_buffer, out _length, out _source, timeout, WatchedEvents);

    // What an earlier receive could not write any more comes before all that is read now.
    private void WriteKept()
    {
        foreach (TunDevice device in Devices)
        {
            Queue<ReadPacket> kept = KeptPackets.Take(device);
            List<ReadPacket> unwanted = [];
            try
            {
                while (WantsMore && !IsInterrupted && !device.IsClosed && kept.TryDequeue(out ReadPacket packet))
                {
                    if (Filter is null || Filter.Matches(packet.Data, device.Layer))
                    {
                        Write(packet);
                    }
                    else
                    {
                        unwanted.Add(packet);
                    }
                }
            }
            finally
            {
                foreach (ReadPacket packet in unwanted.Concat(kept))
                {
                    KeptPackets.Keep(packet);
                }
            }
        }
    }

    private void Write(ReadPacket packet)
    {
        _received++;
        try
        {
            WriteObject(AsByteArray ? packet.Data : packet.ToPacket());
        }
        catch (PipelineStoppedException e) when (KeepIfUndelivered(e, packet))
        {
            // Never reached: the filter only looks on, and the exception passes untouched.
            throw;
        }
    }

    // A stop can come between the read and WriteObject, which then refuses the packet. It would be lost.
    private bool KeepIfUndelivered(PipelineStoppedException stop, ReadPacket packet)
    {
        // Thrown by WriteObject itself the exception has come through nothing but WriteObject; thrown further down
        // the pipeline, by somebody who has the packet, it has come through other types as well.
        IEnumerable<Type?> passed = new StackTrace(stop).GetFrames().Select(frame => frame.GetMethod()?.DeclaringType);
        if (passed.All(type => type == GetType() || type == typeof(Cmdlet) || type == CommandRuntime.GetType()))
        {
            KeptPackets.Keep(packet);
        }

        return false;
    }
}
