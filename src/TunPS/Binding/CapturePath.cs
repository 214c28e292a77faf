using System.Collections.ObjectModel;
using System.Management.Automation;

namespace TunPS;

/// <summary>Turns the paths that people type into those of files, as PowerShell's own commands for files do.</summary>
internal static class CapturePath
{
    private const string FileSystem = "FileSystem";

    /// <summary>The files that a path means.</summary>
    /// <param name="paths">The session's paths.</param>
    /// <param name="path">What was typed.</param>
    /// <param name="isLiteral">False when it may be a pattern.</param>
    /// <param name="error">Why there are none.</param>
    internal static IReadOnlyList<string> ToRead(
        PathIntrinsics paths, string path, bool isLiteral, out ErrorRecord? error)
    {
        bool isPattern = !isLiteral && WildcardPattern.ContainsWildcardCharacters(path);
        error = null;
        try
        {
            if (!isPattern)
            {
                string name = isLiteral ? path : WildcardPattern.Unescape(path);
                string file = paths.GetUnresolvedProviderPathFromPSPath(name, out ProviderInfo its, out _);
                error = its.Name != FileSystem ? TunErrors.CaptureNoFile(path)
                    : Directory.Exists(file) ? TunErrors.CaptureIsFolder(file)
                    : null;
                return error is null ? [file] : [];
            }

            Collection<string> found = paths.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            string[] files = [.. found.Where(file => !Directory.Exists(file)).Order(StringComparer.Ordinal)];
            error = provider.Name != FileSystem ? TunErrors.CaptureNoFile(path)
                : files.Length == 0 ? TunErrors.CaptureNotFound(path, isPattern: true)
                : null;
            return error is null ? files : [];
        }
        catch (Exception e) when (IsAboutPath(e))
        {
            error = TunErrors.CaptureNotFound(path, isPattern);
            return [];
        }
    }

    /// <summary>The file that a path means, which need not exist. A pattern that matches nothing is a name.</summary>
    /// <param name="paths">The session's paths.</param>
    /// <param name="path">What was typed.</param>
    /// <param name="isLiteral">False when it may be a pattern.</param>
    /// <param name="error">Why there is none.</param>
    internal static string? ToWrite(PathIntrinsics paths, string path, bool isLiteral, out ErrorRecord? error)
    {
        IReadOnlyList<string> matches = !isLiteral && WildcardPattern.ContainsWildcardCharacters(path)
            ? ToRead(paths, path, isLiteral, out _)
            : [];
        if (matches.Count > 0)
        {
            error = matches.Count > 1 ? TunErrors.CaptureSeveral(path, matches.Count) : null;
            return error is null ? matches[0] : null;
        }

        string name = isLiteral ? path : WildcardPattern.Unescape(path);
        return ToRead(paths, name, isLiteral: true, out error) is [string file] ? file : null;
    }

    // No such drive, provider, or item.
    private static bool IsAboutPath(Exception exception)
        => exception is SessionStateException or ProviderInvocationException or PSArgumentException
            or NotSupportedException or PSInvalidOperationException;
}
