using System.Collections;

namespace TunPS;

/// <summary>Completes the names of groups.</summary>
public sealed class GroupNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> GetNames(IDictionary others)
        => SystemAccount.GetGroupNames().Select(name => (name, $"group {name}"));
}
