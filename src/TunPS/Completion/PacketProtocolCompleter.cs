using System.Collections;

namespace TunPS;

/// <summary>Completes the names of protocols: what IP carries, and what frames carry.</summary>
public sealed class PacketProtocolCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> GetNames(IDictionary others)
        => Enum.GetValues<EtherType>().Select(type => ($"{type}", $"EtherType 0x{(int)type:x4}"))
            .Concat(Enum.GetValues<IPProtocol>().Select(protocol => ($"{protocol}", $"IP protocol {(int)protocol}")))
            .OrderBy(entry => entry.Item1, StringComparer.Ordinal);
}
