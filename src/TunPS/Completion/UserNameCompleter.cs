namespace TunPS;

/// <summary>Completes the names of users.</summary>
public sealed class UserNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> GetNames()
        => SystemAccount.GetUserNames().Select(name => (name, $"user {name}"));
}
