using System.Management.Automation;
using System.Net;

namespace TunPS;

/// <summary>
/// A connection as a job: Stop-Job ends it, and Receive-Job gives the copies of packets that were asked for. What it
/// counts can be read while it runs and afterwards.
/// </summary>
public sealed class TunConnectionJob : Job
{
    /// <summary>How many copies wait for Receive-Job at most; nobody may ever receive them.</summary>
    public const int MaxWaitingPackets = 10_000;

    private readonly TunDevice _device;
    private readonly TunDevice? _otherDevice;
    private readonly IReadOnlyList<InterruptEvent> _events;
    private TunConnection? _connection;
    private Task _ended = Task.CompletedTask;
    private volatile int _endingThread;
    private volatile int _mirrorThread;
    private long _unclaimedPackets;
    private volatile bool _stopped;
    private string? _reason;

    internal TunConnectionJob(
        string? name,
        TunDevice device,
        TunDevice? otherDevice,
        IPEndPoint? remoteEndPoint,
        IReadOnlyList<InterruptEvent> events)
        : base(otherDevice is null
            ? $"Connect-TunDevice {device} -RemoteEndPoint {remoteEndPoint}"
            : $"Connect-TunDevice {device} {otherDevice}", name)
    {
        _device = device;
        _otherDevice = otherDevice;
        _events = events;
        RemoteEndPoint = remoteEndPoint;
        PSJobTypeName = "TunConnection";
    }

    /// <summary>The name of the device that was named first.</summary>
    public string Device => _device.Name;

    /// <summary>The name of the other device; null for a connection to an end point.</summary>
    public string? OtherDevice => _otherDevice?.Name;

    /// <summary>Who sends and gets the datagrams; null for a connection of two devices.</summary>
    public IPEndPoint? RemoteEndPoint { get; }

    /// <summary>Where datagrams are awaited here; null for a connection of two devices.</summary>
    public IPEndPoint? LocalEndPoint => _connection?.LocalEndPoint;

    /// <summary>What goes from the first device to the other, or to the remote end point.</summary>
    public TunConnectionDirection? Forward => _connection?.Forward;

    /// <summary>What comes from the other device, or from the remote end point, to the first device.</summary>
    public TunConnectionDirection? Backward => _connection?.Backward;

    /// <summary>How long it has run.</summary>
    public TimeSpan Elapsed => _connection?.Elapsed ?? TimeSpan.Zero;

    /// <summary>How many packets were to be copied for Receive-Job, and were not: too many waited there.</summary>
    public long MissedPackets
        => (Forward?.MissedPackets ?? 0) + (Backward?.MissedPackets ?? 0) + Interlocked.Read(ref _unclaimedPackets);

    public override string Location => $"{Device} <-> {(_otherDevice is null ? RemoteEndPoint : OtherDevice)}";

    public override string StatusMessage => _reason ?? string.Empty;

    public override bool HasMoreData => Output.Count > 0 || Error.Count > 0;

    /// <summary>Whether it runs.</summary>
    internal bool IsRunning => JobStateInfo.State == JobState.Running;

    /// <summary>Ends the connection, and waits until it has ended.</summary>
    public override void StopJob()
    {
        _stopped = true;
        _connection?.Stop();
        WaitForEnd();
    }

    /// <summary>Whether the connection takes packets from the device.</summary>
    internal bool Reads(TunDevice device) => device == _device || device == _otherDevice;

    /// <summary>Takes over a connection that was just started.</summary>
    internal void Run(TunConnection connection)
    {
        _connection = connection;
        SetJobState(JobState.Running);
        OpenConnections.Add(this);
        _ended = connection.Completion.ContinueWith(End, TaskScheduler.Default);
    }

    /// <summary>Keeps a copy of a packet for Receive-Job. Called on a thread of the connection.</summary>
    internal void Keep(TunPacket packet)
    {
        _mirrorThread = Environment.CurrentManagedThreadId;
        if (Output.Count < MaxWaitingPackets)
        {
            Output.Add(PSObject.AsPSObject(packet));
        }
        else
        {
            _ = Interlocked.Increment(ref _unclaimedPackets);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            StopJob();
        }

        base.Dispose(disposing);
    }

    // When its threads are out nothing comes any more, and the streams may close.
    private void End(Task completion)
    {
        _endingThread = Environment.CurrentManagedThreadId;
        OpenConnections.Remove(this);
        _connection!.Dispose();
        _mirrorThread = 0;
        if (completion.Exception?.InnerException is Exception failure)
        {
            TunDevice failed = (failure as TunException)?.Device ?? _device;
            ErrorRecord record = TunErrors.Map(failure, failed, failed) ?? TunErrors.ConnectionFailed(failure, failed);
            _reason = record.ErrorDetails.Message;
            Error.Add(record);
            SetJobState(JobState.Failed);
        }
        else
        {
            _reason = Tell();
            SetJobState(_stopped ? JobState.Stopped : JobState.Completed);
        }

        _endingThread = 0;
    }

    private string Tell()
        => _stopped ? "The connection was stopped."
            : _events.FirstOrDefault(watched => watched.IsTriggered) is InterruptEvent triggered
            ? $"An event with the value {triggered.Value} ended the connection."
            : new[] { _device, _otherDevice }.FirstOrDefault(device => device?.IsClosed == true) is TunDevice closed
            ? $"The device {closed} was closed."
            : "The connection has ended.";

    // Those who are told of the end, or of a copy, and then stop the job, are part of what would be waited for.
    private void WaitForEnd()
    {
        int thread = Environment.CurrentManagedThreadId;
        if (thread != _endingThread && thread != _mirrorThread)
        {
            _ended.Wait();
        }
    }
}
