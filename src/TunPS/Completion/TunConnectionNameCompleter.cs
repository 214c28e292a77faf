using System.Collections;

namespace TunPS;

/// <summary>Completes the names of the connections that run in this session.</summary>
public sealed class TunConnectionNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> GetNames(IDictionary others)
        => OpenConnections.Own().Select(connection => (connection.Name, $"{connection.Name}, {connection.Location}"));
}
