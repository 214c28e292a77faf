using System.Management.Automation;

namespace TunPS.Commands;

/// <summary>
/// A command that may block for long, and ends at once on a timeout, an event, or PowerShell's own stop (Ctrl+C).
/// </summary>
/// <remarks>
/// PowerShell calls StopProcessing on another thread while the command blocks; it only triggers the stop event. After
/// Select-Object -First, or an exception further down the pipeline, it calls nothing but Dispose. The caller's events
/// are watched and never touched.
/// </remarks>
public abstract class InterruptibleCommand : PSCmdlet, IDisposable
{
    // Deferred: a command that never has to wait opens no pipe.
    private readonly InterruptEvent _stop = TunPS.InterruptEvent.CreateDeferred();
    private InterruptEvent[]? _events;

    [Parameter]
    [TimeoutTransformation]
    [Alias("TimeoutSec")]
    public TimeSpan Timeout { get; set; } = System.Threading.Timeout.InfiniteTimeSpan;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public InterruptEvent[] InterruptEvent { get; set; } = [];

    /// <summary>The stop first, so that it wins over the caller's events.</summary>
    private protected ReadOnlySpan<InterruptEvent> WatchedEvents => _events ??= [_stop, .. InterruptEvent];

    /// <summary>Whether one of them ends the command before it waits for anything.</summary>
    private protected bool IsInterrupted
        => _stop.IsTriggered || InterruptEvent.Any(watched => watched.IsTriggered || watched.IsDisposed);

    /// <summary>True for the end of a wait that PowerShell asked for: nothing is to be said about it.</summary>
    private protected bool IsStop(WaitResult result) => result.Event == _stop;

    public void Dispose()
    {
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    protected sealed override void StopProcessing() => _stop.Trigger();
}
