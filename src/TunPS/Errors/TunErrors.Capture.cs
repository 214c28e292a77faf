using System.Management.Automation;

namespace TunPS;

/// <content>What goes wrong with capture files.</content>
internal static partial class TunErrors
{
    /// <summary>What went wrong with a capture file.</summary>
    /// <param name="exception">What was thrown; null for what is not about files.</param>
    /// <param name="path">The file.</param>
    /// <param name="isWriting">False while it is read.</param>
    internal static ErrorRecord? Capture(Exception exception, string path, bool isWriting) => exception switch
    {
        FileNotFoundException => CaptureNotFound(path, isPattern: false),
        DirectoryNotFoundException => Create(
            exception,
            TunErrorId.TunCaptureNotFound,
            path,
            isWriting ? "Make the folder first: New-Item -ItemType Directory." : null,
            $"There is no folder for '{path}'."),
        UnauthorizedAccessException => Create(
            exception,
            TunErrorId.TunCaptureAccessDenied,
            path,
            isWriting ? "Use -Force for a file that is read-only, or choose another place." : null),
        InvalidDataException => Create(
            exception,
            TunErrorId.TunCaptureInvalid,
            path,
            message: $"The file '{path}' cannot be used as a capture. {exception.Message}"),
        IOException when isWriting => Create(
            exception,
            TunErrorId.TunCaptureWriteFailed,
            path,
            message: $"The capture '{path}' cannot be written: {exception.Message}"),
        IOException => Create(
            exception,
            TunErrorId.TunCaptureReadFailed,
            path,
            message: $"The capture '{path}' cannot be read: {exception.Message}"),
        _ => null,
    };

    /// <summary>A capture was read up to a place from which on it is cut off or damaged.</summary>
    internal static ErrorRecord CaptureProblem(CaptureProblem problem, string path)
        => Create(
            new InvalidDataException($"{problem.Message} File: '{path}'."),
            problem.IsTruncated ? TunErrorId.TunCaptureTruncated : TunErrorId.TunCaptureDamaged,
            path,
            "The packets before that place are good, and were given.");

    /// <summary>Neither a file of that name is there, nor one that matches.</summary>
    internal static ErrorRecord CaptureNotFound(string path, bool isPattern)
        => Create(
            new ItemNotFoundException(isPattern ? $"No file matches '{path}'." : $"There is no file '{path}'."),
            TunErrorId.TunCaptureNotFound,
            path,
            isPattern ? "For a name with brackets use -LiteralPath." : null);

    /// <summary>Nothing is overwritten that nobody wants overwritten.</summary>
    internal static ErrorRecord CaptureExists(string path)
        => Create(
            new IOException($"The file '{path}' exists."),
            TunErrorId.TunCaptureExists,
            path,
            "Use -Append to go on with it, or -Force to overwrite it.");

    /// <summary>A folder is no file.</summary>
    internal static ErrorRecord CaptureIsFolder(string path)
        => Create(
            new ArgumentException($"'{path}' is a folder."),
            TunErrorId.TunCapturePathInvalid,
            path);

    /// <summary>The path belongs to a provider without files.</summary>
    internal static ErrorRecord CaptureNoFile(string path)
        => Create(
            new ArgumentException($"'{path}' is not in a file system."),
            TunErrorId.TunCapturePathInvalid,
            path);

    /// <summary>Several files match where one is to be written.</summary>
    internal static ErrorRecord CaptureSeveral(string path, int count)
        => Create(
            new ArgumentException($"'{path}' matches {count} files."),
            TunErrorId.TunCapturePathInvalid,
            path,
            "For a name with brackets use -LiteralPath.");
}
