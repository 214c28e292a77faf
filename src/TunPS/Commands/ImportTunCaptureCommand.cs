using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsData.Import, "TunCapture", DefaultParameterSetName = PathSet)]
[OutputType(typeof(TunPacket))]
public sealed class ImportTunCaptureCommand : CaptureCommand, IPacketFilterParameters
{
    private PacketFilter? _filter;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

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

    protected override void BeginProcessing() => _filter = PacketFilterBinding.Create(this, ThrowTerminatingError);

    protected override void ProcessRecord()
    {
        bool isLiteral = ParameterSetName == LiteralPathSet;
        foreach (string path in isLiteral ? LiteralPath : Path)
        {
            IReadOnlyList<string> files = CapturePath.ToRead(
                SessionState.Path, path, isLiteral, out ErrorRecord? error);
            if (error is not null)
            {
                WriteError(error);
            }

            foreach (string file in files)
            {
                Read(file);
            }
        }
    }

    private protected override void Close()
    {
    }

    private void Read(string path)
    {
        using CaptureReader? reader = Open(path, out long? length);
        if (reader is null)
        {
            return;
        }

        CaptureProgress progress = new(WriteProgress, path, length);
        long count = 0;
        reader.PassingOver = () => progress.Advance(reader.Position, count);
        try
        {
            // As far as the file goes now: it may be the one that Export-TunCapture -Append makes longer with what is read.
            while (!(reader.Position >= length) && TryRead(reader, path, out TunPacket? packet))
            {
                count++;
                WriteObject(packet);
                progress.Advance(reader.Position, count);
            }
        }
        finally
        {
            progress.Complete();
        }

        if (!Stopping)
        {
            Conclude(reader, path);
        }
    }

    private CaptureReader? Open(string path, out long? length)
    {
        length = null;
        Stream? stream = null;
        try
        {
            stream = CapturePipeStream.IsPipe(path)
                ? CapturePipeStream.OpenRead(path, StopToken)
                : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
            length = stream is { CanSeek: true, Length: > 0 and long known } ? known : null;
            return new CaptureReader(stream) { Filter = _filter };
        }
        catch (Exception e) when (TunErrors.Capture(e, path, false) is not null || e is OperationCanceledException)
        {
            stream?.Dispose();
            WriteFailure(e, path);
            return null;
        }
    }

    private bool TryRead(CaptureReader reader, string path, out TunPacket? packet)
    {
        try
        {
            return reader.TryRead(out packet, StopToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            WriteFailure(e, path);
            packet = null;
            return false;
        }
    }

    // A stop ends quietly.
    private void WriteFailure(Exception exception, string path)
    {
        if (exception is not OperationCanceledException)
        {
            WriteError(TunErrors.Capture(exception, path, isWriting: false)!);
        }
    }

    private void Conclude(CaptureReader reader, string path)
    {
        if (reader.RejectedPackets > 0)
        {
            WriteVerbose($"Packets of '{path}' that did not match, and were passed over: {reader.RejectedPackets}.");
        }

        IReadOnlyDictionary<string, long> skipped = reader.Skipped;
        if (skipped.Count > 0)
        {
            WriteWarning($"{Quantity.Of(skipped.Values.Sum(), "packet")} of '{path}' had to be passed over, as neither IP nor "
                + $"Ethernet: {string.Join(", ", skipped.Select(entry => $"{entry.Value} {entry.Key}"))}.");
        }

        if (reader.Problem is CaptureProblem problem)
        {
            WriteError(TunErrors.CaptureProblem(problem, path));
        }
    }
}
