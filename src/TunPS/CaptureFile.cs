namespace TunPS;

/// <summary>The file that a capture is written to: made, overwritten, or gone on with.</summary>
/// <param name="path">Where it is or will be.</param>
/// <param name="isAppended">Whether to go on with one that is there.</param>
/// <param name="isForced">Whether to overwrite one that is there, or to change one that is read-only.</param>
internal sealed class CaptureFile(string path, bool isAppended, bool isForced) : IDisposable
{
    private readonly bool _exists = File.Exists(path);
    private readonly bool _isPipe = CapturePipeStream.IsPipe(path);
    private bool _wasReadOnly;

    internal string Path { get; } = path;

    /// <summary>
    /// Whether there is a file that nobody asked to change. What is written to a pipe overwrites nothing.
    /// </summary>
    internal bool IsInTheWay => _exists && !_isPipe && !isAppended && !isForced;

    /// <summary>Whether another file is in its place until it is opened.</summary>
    internal bool IsOverwritten => _exists && !_isPipe && !isAppended;

    /// <summary>What will be done, for a confirmation.</summary>
    internal string Action => _isPipe ? "Write packets"
        : _exists && isAppended ? "Append packets"
        : _exists ? "Overwrite with packets"
        : "Write packets";

    private CaptureFormat FormatOfName => Path.EndsWith(".pcap", StringComparison.OrdinalIgnoreCase)
        ? CaptureFormat.Pcap
        : CaptureFormat.Pcapng;

    /// <summary>Opens it.</summary>
    /// <param name="format">The format that is asked for; null for that which the file or its name has.</param>
    /// <param name="cancellationToken">Ends the waiting for whoever reads a pipe.</param>
    internal CaptureWriter Open(CaptureFormat? format, CancellationToken cancellationToken)
    {
        Stream stream = _isPipe ? CapturePipeStream.OpenWrite(Path, cancellationToken) : OpenFile();
        try
        {
            return isAppended && !_isPipe && stream.Length > 0
                ? CaptureWriter.Append(stream, format)
                : CaptureWriter.Create(stream, format ?? FormatOfName);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Makes it read-only again, if it is still there.</summary>
    public void Dispose()
    {
        if (!_wasReadOnly)
        {
            return;
        }

        _wasReadOnly = false;
        try
        {
            File.SetAttributes(Path, File.GetAttributes(Path) | FileAttributes.ReadOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    // Without a buffer of its own, since the writer has one. Others may read on while it grows.
    private FileStream OpenFile()
    {
        if (_exists && isForced && File.GetAttributes(Path) is FileAttributes attributes
            && (attributes & FileAttributes.ReadOnly) != 0)
        {
            File.SetAttributes(Path, attributes & ~FileAttributes.ReadOnly);
            _wasReadOnly = true;
        }

        if (isAppended)
        {
            return new FileStream(Path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        }

        if (IsOverwritten)
        {
            Unlink();
        }

        return new FileStream(
            Path, isForced ? FileMode.Create : FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    // Whoever reads the old file reads on in it: Import-TunCapture at the head of the pipeline that overwrites it. Where
    // only the file is ours and not its folder, or the file is a mount, it is emptied.
    private void Unlink()
    {
        try
        {
            File.Delete(File.ResolveLinkTarget(Path, returnFinalTarget: true)?.FullName ?? Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
