using System.Management.Automation;

namespace TunPS.Commands;

/// <summary>
/// A command that works on capture files. One that is a pipe can make it wait, until PowerShell's stop.
/// </summary>
public abstract class CaptureCommand : PSCmdlet, IDisposable
{
    private protected const string PathSet = "Path";
    private protected const string LiteralPathSet = "LiteralPath";

    // Never disposed: it holds nothing, and a stop may come late.
    private readonly CancellationTokenSource _stop = new();

    // Time for whoever reads a pipe to take what is left; who does not read at all would be waited for without end.
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(1);

    private protected CancellationToken StopToken => _stop.Token;

    // After Select-Object -First, or an exception further down the pipeline, PowerShell calls nothing else.
    public void Dispose()
    {
        _stop.CancelAfter(s_farewell);
        Close();
        GC.SuppressFinalize(this);
    }

    protected sealed override void StopProcessing() => _stop.Cancel();

    /// <summary>Leaves files as they are to stay. Nobody can be told of errors any more.</summary>
    private protected abstract void Close();
}
