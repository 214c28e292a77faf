using System.Buffers;
using System.Diagnostics.CodeAnalysis;
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
    private string? _end;
    private (ErrorRecord Record, TunDevice? Device)? _failure;

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
        while (_devices.Count > 0)
        {
            // The packets are read while PowerShell enumerates them: it looks for a stop before each read and never
            // between a read and the output, so that no packet that was read is lost to a stop.
            WriteObject(Packets(), enumerateCollection: true);

            if (_failure is not (ErrorRecord record, var failed))
            {
                break;
            }

            // The others go on; without the event that failed, nothing can.
            _failure = null;
            _ = _devices.RemoveAll(device => failed is null || device == failed);
            WriteError(record);
        }

        if (_end is not null)
        {
            WriteVerbose(_end);
        }
    }

    private IEnumerable<object> Packets()
    {
        TunDeviceGroup group = new([.. _devices]);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(TunDevice.MaxPacketLength);
        try
        {
            while ((Continuous || _received < Count) && TryReceive(group, buffer, out object? packet))
            {
                _received++;
                yield return packet;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool TryReceive(TunDeviceGroup group, byte[] buffer, [NotNullWhen(true)] out object? packet)
    {
        packet = null;
        try
        {
            WaitResult result = group.TryRead(buffer, out int length, out TunDevice? source, Timeout, WatchedEvents);
            if (result.Status == WaitStatus.Ready)
            {
                byte[] data = buffer.AsSpan(0, length).ToArray();
                packet = AsByteArray ? data : new TunPacket(data, source!.ToString());
                return true;
            }

            _end = IsStop(result) ? null
                : result.Status == WaitStatus.TimedOut ? $"No packet came within {Timeout}."
                : $"Interrupted by an event with the value {result.Value}.";
        }
        catch (Exception e) when (TunErrors.Map(e, FindFailed(e), FindFailed(e)) is ErrorRecord record)
        {
            _failure = (record, FindFailed(e));
        }

        return false;
    }

    // Null when it is not a device that failed, but an event.
    private TunDevice? FindFailed(Exception exception)
        => (exception as TunException)?.Device ?? _devices.Find(device => device.IsClosed);
}
