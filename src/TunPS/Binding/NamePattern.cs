using System.Management.Automation;

namespace TunPS;

/// <summary>
/// A name, or a pattern with wildcards for several. As for the kernel, upper and lower case letters differ. What is no
/// valid pattern is a name, because interface names may hold brackets.
/// </summary>
internal sealed class NamePattern
{
    private readonly string _text;
    private readonly WildcardPattern? _wildcard;

    internal NamePattern(string text)
    {
        _text = text;
        try
        {
            // A pattern is compiled when it is first used, and fails only then.
            WildcardPattern wildcard = new(text);
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

    internal bool IsMatch(string name) => name == _text || _wildcard?.IsMatch(name) == true;
}
