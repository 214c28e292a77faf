using System.Collections;
using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsData.Export, "TunCapture", SupportsShouldProcess = true, DefaultParameterSetName = PathSet)]
[OutputType(typeof(TunPacket))]
public sealed class ExportTunCaptureCommand : CaptureCommand
{
    private const string NotAPacketRemedy = "Make a packet of it first: ConvertTo-TunPacket.";

    private CaptureFile? _file;
    private CaptureWriter? _writer;

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

    // Opened before the first packet, so that whoever waits for one is told of a wrong path now.
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

        if (ShouldProcess(path, _file.Action))
        {
            Guard(() => _writer = _file.Open(FormatFor(path!), StopToken));
            Tell();
        }
    }

    protected override void ProcessRecord()
    {
        if (InputObject is TunPacket packet)
        {
            Write(packet);
        }
        else
        {
            WriteOther(InputObject);
        }
    }

    protected override void EndProcessing() => Guard(() => _writer?.Dispose());

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

    private CaptureFormat FormatFor(string path)
        => MyInvocation.BoundParameters.ContainsKey(nameof(Format)) ? Format
            : path.EndsWith(".pcap", StringComparison.OrdinalIgnoreCase) ? CaptureFormat.Pcap
            : CaptureFormat.Pcapng;

    private void Tell()
    {
        if (_writer is { DroppedBytes: > 0 } writer)
        {
            WriteWarning($"The capture '{_file!.Path}' was cut off: {writer.DroppedBytes} bytes at its end, which "
                + "make no whole packet, were taken away.");
        }
    }

    private void Write(TunPacket packet)
    {
        if (_writer is null)
        {
            return;
        }

        try
        {
            _writer.Write(packet);
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

    private void WriteOther(object? input)
    {
        object? value = input is PSObject wrapped ? wrapped.BaseObject : input;
        switch (value)
        {
            case TunPacket packet:
                Write(packet);
                break;
            case IEnumerable items and not (string or byte[]):
                foreach (object? item in items)
                {
                    WriteOther(item);
                }

                break;
            default:
                string what = value is null ? "A null" : $"An object of the type {value.GetType().Name}";
                WriteError(TunErrors.NotAPacket($"{what} is no packet.", value, NotAPacketRemedy));
                break;
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
