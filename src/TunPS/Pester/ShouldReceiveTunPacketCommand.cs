using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;

namespace TunPS.Commands;

/// <summary>
/// What Should -ReceiveTunPacket does. Not one of the module's cmdlets, only a command for the script of the operator,
/// because PowerShell can stop a command and not a method.
/// </summary>
/// <remarks>It reads without the filter of the core, because it has to tell of the packets that do not match.</remarks>
internal sealed class ShouldReceiveTunPacketCommand : InterruptibleCommand, IPacketFilterParameters
{
    private static readonly TimeSpan s_defaultTimeout = TimeSpan.FromSeconds(2);

    private long _start;

    public ShouldReceiveTunPacketCommand() => Timeout = s_defaultTimeout;

    [Parameter]
    public object? ActualValue { get; set; }

    [Parameter]
    public SwitchParameter Negate { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [PacketProtocolTransformation]
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
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    [Parameter]
    public string? Because { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What is left of the time for all packets together.</summary>
    private TimeSpan Rest
    {
        get
        {
            TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
            return Timeout == System.Threading.Timeout.InfiniteTimeSpan ? Timeout
                : elapsed < Timeout ? Timeout - elapsed
                : TimeSpan.Zero;
        }
    }

    protected override void EndProcessing()
    {
        if (Negate && Timeout == System.Threading.Timeout.InfiniteTimeSpan)
        {
            Throw(TunErrors.EndlessExpectation());
        }

        // A test of silence would hold whatever comes.
        PacketFilter? filter = PacketFilterBinding.Create(this, Throw);
        List<TunDevice> devices = ResolveDevices();
        if (PacketFilterBinding.Check(filter, devices) is ErrorRecord error)
        {
            Throw(error);
        }

        PacketExpectation expectation = new()
        {
            Devices = devices,
            Filter = filter ?? new(),
            Count = Count,
            Timeout = Timeout,
            Because = Because,
            IsNegated = Negate,
        };
        _start = Stopwatch.GetTimestamp();
        TakeKept(expectation);
        if (!Receive(expectation))
        {
            // Stopped: what has come is for the next receive.
            expectation.Matching.ForEach(KeptPackets.Keep);
            return;
        }

        // Nothing came because nothing could.
        if (!expectation.IsComplete)
        {
            ThrowIfDown(expectation.Devices);
        }

        WriteObject(ToResult(expectation));
    }

    /// <summary>All queues that are meant. One that gives no packets would make a test that tests nothing.</summary>
    private List<TunDevice> ResolveDevices()
    {
        // An array of Should's own holds all that was given, and $null as well.
        object?[] all = ActualValue is null ? [] : [.. Flatten(ActualValue)];
        if (all.Length == 0)
        {
            Throw(TunErrors.NothingToTest());
        }

        List<TunDevice> devices = [];
        foreach (object? given in all)
        {
            TunDeviceOrName? wanted = null;
            if (given is null || !LanguagePrimitives.TryConvertTo(given, out wanted) || wanted is null)
            {
                Throw(TunErrors.NoDeviceToTest(given));
            }

            IReadOnlyList<TunDevice> queues = wanted.ResolveQueues(out ErrorRecord? error);
            if (error is not null)
            {
                Throw(error);
            }

            if (queues.FirstOrDefault(queue => queue.IsClosed) is TunDevice closed)
            {
                Throw(TunErrors.DeviceClosed(closed));
            }

            devices.AddRange(queues.Except(devices));
        }

        ThrowIfDown(devices);
        return devices;
    }

    // Should hands over an array in an array when it came as an argument.
    private static IEnumerable<object?> Flatten(object? value)
        => LanguagePrimitives.GetEnumerable(value) is System.Collections.IEnumerable list
            ? list.Cast<object?>().SelectMany(Flatten)
            : [PSValue.Unwrap(value)];

    private void ThrowIfDown(IReadOnlyList<TunDevice> devices)
    {
        if (devices.FirstOrDefault(device => device.State == TunDeviceState.Down) is TunDevice down)
        {
            Throw(TunErrors.NothingComesWhileDown(down));
        }
    }

    // What an earlier receive could not write any more comes before all that is read now.
    private static void TakeKept(PacketExpectation expectation)
    {
        foreach (TunDevice device in expectation.Devices)
        {
            Queue<ReadPacket> kept = KeptPackets.Take(device);
            while (!expectation.IsComplete && kept.TryDequeue(out ReadPacket packet))
            {
                expectation.Add(packet);
            }

            foreach (ReadPacket packet in kept)
            {
                KeptPackets.Keep(packet);
            }
        }
    }

    /// <summary>Reads until the expectation is complete or the time over; false when a stop ended it.</summary>
    private bool Receive(PacketExpectation expectation)
    {
        TunDeviceGroup group = new([.. expectation.Devices]);
        byte[] buffer = new byte[TunDevice.MaxPacketLength];
        DateTime readBegan = DateTime.UtcNow;

        // Without a wait, all that the queues can have held is looked at, and no more: a flood has no end.
        long most = Timeout == TimeSpan.Zero
            ? (long)TunDevice.MaxTxQueueLength * expectation.Devices.Count
            : long.MaxValue;
        for (long reads = 0; !expectation.IsComplete && reads < most; reads++)
        {
            TimeSpan rest = Rest;
            if (reads > 0 && rest == TimeSpan.Zero && Timeout != TimeSpan.Zero)
            {
                break;
            }

            try
            {
                WaitResult result = group.TryRead(buffer, out int length, out TunDevice? source, rest, WatchedEvents);
                if (result.Status != WaitStatus.Ready)
                {
                    return result.Status == WaitStatus.TimedOut;
                }

                DateTime now = DateTime.UtcNow;
                expectation.Add(new ReadPacket(buffer.AsSpan(0, length).ToArray(), source!, now, readBegan));
                readBegan = now;
            }
            catch (TunException e) when (e is { Error: TunError.InvalidPacket, Device: not null })
            {
                // One packet was no good; the device is.
                WriteError(TunErrors.Map(e, e.Device, e.Device)!);
            }
            catch (Exception e) when (TunErrors.Map(e, target: null) is not null)
            {
                TunDevice? failed = (e as TunException)?.Device
                    ?? expectation.Devices.FirstOrDefault(device => device.IsClosed);
                Throw(TunErrors.Map(e, failed, failed)!);
            }
        }

        return true;
    }

    [DoesNotReturn]
    private void Throw(ErrorRecord error)
    {
        ThrowTerminatingError(TunErrors.ForPester(error));
        throw new UnreachableException();
    }

    // As Pester reads it; Data is what Should then gives.
    private PSObject ToResult(PacketExpectation expectation)
    {
        bool succeeded = expectation.IsComplete != Negate;
        PSObject result = new();
        result.Properties.Add(new PSNoteProperty("Succeeded", succeeded));
        result.Properties.Add(new PSNoteProperty("FailureMessage", succeeded ? null : expectation.FailureMessage));
        if (PassThru && !Negate)
        {
            TunPacket[] packets = [.. expectation.Matching.Select(packet => packet.ToPacket())];
            result.Properties.Add(new PSNoteProperty("Data", packets));
        }

        return result;
    }
}
