using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsData.Export, "TunCapture", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(TunPacket))]
public sealed class ExportTunCaptureCommand : CaptureCommand
{
    private CaptureFile? _file;
    private CaptureWriter? _writer;
    private PacketGatherer? _gatherer;
    private bool _isWanted;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string LiteralPath { get; set; } = string.Empty;

    // Of any type, because what is no packet is told of by an error of our own.
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object? InputObject { get; set; }

    [Parameter]
    public CaptureFormat Format { get; set; }

    [Parameter]
    public SwitchParameter Append { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool IsLiteral => ParameterSetName == LiteralPathSet;

    protected override void BeginProcessing()
    {
        string typed = IsLiteral ? LiteralPath : Path;
        string? path = CapturePath.ToWrite(SessionState.Path, typed, IsLiteral, out ErrorRecord? error);
        if (path is null)
        {
            ThrowTerminatingError(error);
        }

        _file = new CaptureFile(path!, Append, Force);
        if (_file.IsInTheWay)
        {
            ThrowTerminatingError(TunErrors.CaptureExists(path!));
        }

        _gatherer = new PacketGatherer(null, TunLayer.Tun, Write, WriteError);
        _isWanted = ShouldProcess(path, _file.Action);

        // Before the first packet, so that whoever waits for one is told of a wrong path now. But what is overwritten may
        // be read at the head of this very pipeline, where reading has not begun.
        if (_isWanted && !_file.IsOverwritten)
        {
            Open();
        }
    }

    protected override void ProcessRecord()
    {
        if (PSValue.Unwrap(InputObject) is TunPacket packet)
        {
            Write(packet);
        }
        else
        {
            _gatherer!.Take(InputObject);
        }
    }

    protected override void EndProcessing()
    {
        _gatherer!.Finish();
        if (_isWanted && _writer is null)
        {
            Open();
        }

        Guard(() => _writer?.Dispose());
    }

    private protected override void Close()
    {
        try
        {
            _writer?.Dispose();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
        }

        _file?.Dispose();
    }

    private void Open()
    {
        CaptureFormat? format = MyInvocation.BoundParameters.ContainsKey(nameof(Format)) ? Format : null;
        Guard(() => _writer = _file!.Open(format, StopToken));
        if (_writer is { DroppedBytes: > 0 } writer)
        {
            WriteWarning($"The capture '{_file!.Path}' was cut off: {Quantity.Of(writer.DroppedBytes, "byte")} at its end "
                + "made no whole packet, and had to go.");
        }
    }

    private void Write(TunPacket packet)
    {
        if (!_isWanted)
        {
            return;
        }

        if (_writer is null)
        {
            Open();
        }

        try
        {
            _writer?.Write(packet);
        }
        catch (TunException e)
        {
            WriteError(TunErrors.Map(e, packet)!);
            return;
        }
        catch (Exception e) when (IsOurs(e))
        {
            Fail(e);
            return;
        }

        if (PassThru)
        {
            WriteObject(packet);
        }
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (IsOurs(e))
        {
            Fail(e);
        }
    }

    private bool IsOurs(Exception exception)
        => exception is OperationCanceledException || TunErrors.Capture(exception, _file!.Path, true) is not null;

    // Nothing more can be written. A stop ends quietly.
    private void Fail(Exception exception)
    {
        if (exception is not OperationCanceledException)
        {
            ThrowTerminatingError(TunErrors.Capture(exception, _file!.Path, isWriting: true));
        }
    }
}
