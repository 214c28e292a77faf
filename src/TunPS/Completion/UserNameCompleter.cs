using System.Collections;

namespace TunPS;

/// <summary>Completes the names of users.</summary>
public sealed class UserNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> GetNames(IDictionary others)
        => SystemAccount.GetUserNames().Select(name => (name, $"user {name}"));
}
