using System.Buffers;
using System.Diagnostics;
using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommunications.Receive, "TunPacket", DefaultParameterSetName = CountSet)]
[OutputType(typeof(TunPacket), typeof(byte[]))]
public sealed class ReceiveTunPacketCommand : DeviceGroupCommand
{
    private const string CountSet = "Count";
    private const string ContinuousSet = "Continuous";

    private byte[] _buffer = [];
    private int _length;
    private TunDevice? _source;
    private DateTime _readBegan;
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
    [ValidateRange(0, 65535)]
    public int[] Port { get; set; } = [];

    [Parameter]
    public SwitchParameter AsByteArray { get; set; }

    private bool WantsMore => Continuous || _received < Count;

    protected override void EndProcessing()
    {
        Filter = PacketFilterBinding.Create(Protocol, Source, Destination, Port);
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

                TunPacket packet = new(_buffer.AsSpan(0, _length).ToArray(), _source!.ToString(), _source.Layer);
                Write(new ReadPacket(packet, _readBegan), _source);
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
    {
        _readBegan = DateTime.UtcNow;
        return group.TryRead(_buffer, out _length, out _source, timeout, WatchedEvents);
    }

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
                    if (Filter is null || Filter.Matches(packet.Packet.Data, packet.Packet.Layer))
                    {
                        Write(packet, device);
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
                    KeptPackets.Keep(device, packet);
                }
            }
        }
    }

    private void Write(ReadPacket packet, TunDevice source)
    {
        _received++;
        try
        {
            WriteObject(AsByteArray ? packet.Packet.Data : packet.Packet);
        }
        catch (PipelineStoppedException e) when (KeepIfUndelivered(e, packet, source))
        {
            // Never reached: the filter only looks on, and the exception passes untouched.
            throw;
        }
    }

    // A stop can come between the read and WriteObject, which then refuses the packet. It would be lost.
    private bool KeepIfUndelivered(PipelineStoppedException stop, ReadPacket packet, TunDevice source)
    {
        // Thrown by WriteObject itself the exception has come through nothing but WriteObject; thrown further down
        // the pipeline, by somebody who has the packet, it has come through other types as well.
        IEnumerable<Type?> passed = new StackTrace(stop).GetFrames().Select(frame => frame.GetMethod()?.DeclaringType);
        if (passed.All(type => type == GetType() || type == typeof(Cmdlet) || type == CommandRuntime.GetType()))
        {
            KeptPackets.Keep(source, packet);
        }

        return false;
    }
}
