using System.Buffers;
using System.Diagnostics;
using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommunications.Receive, "TunPacket", DefaultParameterSetName = CountSet)]
[OutputType(typeof(TunPacket), typeof(byte[]))]
public sealed class ReceiveTunPacketCommand : InterruptibleCommand
{
    private const string CountSet = "Count";
    private const string ContinuousSet = "Continuous";

    private readonly List<TunDevice> _devices = [];
    private long _received;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ArgumentCompleter(typeof(TunDeviceNameCompleter))]
    public TunDeviceOrName[] Device { get; set; } = [];

    [Parameter(ParameterSetName = CountSet)]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    [Parameter(ParameterSetName = ContinuousSet, Mandatory = true)]
    public SwitchParameter Continuous { get; set; }

    [Parameter]
    public SwitchParameter AsByteArray { get; set; }

    protected override void ProcessRecord()
    {
        foreach (TunDeviceOrName wanted in Device)
        {
            if (wanted.TryResolve(out TunDevice device, out ErrorRecord error))
            {
                _devices.Add(device);
            }
            else
            {
                WriteError(error);
            }
        }
    }

    // At the end, because devices that come down the pipeline are served together like those of one argument.
    protected override void EndProcessing()
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(TunDevice.MaxPacketLength);
        try
        {
            while (_devices.Count > 0 && !Receive(buffer))
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Receives until the end; false when a device failed and the others are to go on.</summary>
    private bool Receive(byte[] buffer)
    {
        TunDeviceGroup group = new([.. _devices]);
        while (Continuous || _received < Count)
        {
            WaitResult result;
            int length;
            TunDevice? source;
            try
            {
                result = group.TryRead(buffer, out length, out source, Timeout, WatchedEvents);
            }
            catch (Exception e) when (TunErrors.Map(e, FindFailed(e), FindFailed(e)) is ErrorRecord record)
            {
                // The other devices go on. Without the event that failed, nothing can.
                TunDevice? failed = FindFailed(e);
                WriteError(record);
                return _devices.RemoveAll(device => device == failed) == 0;
            }

            if (result.Status != WaitStatus.Ready)
            {
                WriteEnd(result);
                return true;
            }

            _received++;
            Write(buffer.AsSpan(0, length).ToArray(), source!);
        }

        return true;
    }

    private void Write(byte[] data, TunDevice source)
    {
        try
        {
            WriteObject(AsByteArray ? data : new TunPacket(data, source.ToString()));
        }
        catch (PipelineStoppedException e) when (PutBackIfUndelivered(e, data, source))
        {
            // Never reached: the filter only looks on, and the exception passes untouched.
            throw;
        }
    }

    // A stop can come between the read and WriteObject, which then refuses the packet. It would be lost.
    private bool PutBackIfUndelivered(PipelineStoppedException stop, byte[] data, TunDevice source)
    {
        // Thrown by WriteObject itself the exception has come through nothing but WriteObject; thrown further down
        // the pipeline, by somebody who has the packet, it has come through other types as well.
        IEnumerable<Type?> passed = new StackTrace(stop).GetFrames().Select(frame => frame.GetMethod()?.DeclaringType);
        if (passed.All(type => type == GetType() || type == typeof(Cmdlet) || type == CommandRuntime.GetType()))
        {
            source.PutBack(data);
        }

        return false;
    }

    private void WriteEnd(WaitResult result)
    {
        if (!IsStop(result))
        {
            WriteVerbose(result.Status == WaitStatus.TimedOut
                ? $"No packet came within {Timeout}."
                : $"Interrupted by an event with the value {result.Value}.");
        }
    }

    // Null when it is not a device that failed, but an event.
    private TunDevice? FindFailed(Exception exception)
        => (exception as TunException)?.Device ?? _devices.Find(device => device.IsClosed);
}
