using System.Management.Automation;

namespace TunPS;

/// <summary>
/// A name, or a pattern with wildcards for several. Names may themselves hold brackets and stars: what is the name of
/// something means that, and what is no valid pattern is a name. In names of devices upper and lower case letters differ,
/// as for the kernel; in those of jobs they do not, as for PowerShell.
/// </summary>
internal sealed class NamePattern
{
    private readonly string _text;
    private readonly StringComparison _comparison;
    private readonly WildcardPattern? _wildcard;

    internal NamePattern(string text, bool ignoreCase = false)
    {
        _text = text;
        _comparison = ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        try
        {
            // A pattern is compiled when it is first used, and fails only then.
            WildcardPattern wildcard = new(text, ignoreCase ? WildcardOptions.IgnoreCase : WildcardOptions.None);
            _ = wildcard.IsMatch(string.Empty);
            _wildcard = WildcardPattern.ContainsWildcardCharacters(text) ? wildcard : null;
        }
        catch (WildcardPatternException)
        {
            _wildcard = null;
        }
    }

    /// <summary>True when it may mean any number of names, also none.</summary>
    internal bool MeansSeveral => _wildcard is not null;

    /// <summary>What has the very name, or else all that matches the pattern.</summary>
    internal IReadOnlyList<T> Select<T>(IReadOnlyList<T> all, Func<T, string> getName)
    {
        T[] exact = [.. all.Where(candidate => getName(candidate).Equals(_text, _comparison))];
        return exact.Length > 0 || _wildcard is null
            ? exact
            : [.. all.Where(candidate => _wildcard.IsMatch(getName(candidate)))];
    }
}
