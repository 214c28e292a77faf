using System.Collections;

namespace TunPS;

/// <summary>Completes the names of network namespaces.</summary>
public sealed class NetworkNamespaceCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> GetNames(IDictionary others)
        => TunDevice.GetNetworkNamespaces().Select(name => (name, $"network namespace {name}"));
}
