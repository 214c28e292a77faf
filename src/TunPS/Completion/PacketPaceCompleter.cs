using System.Collections;

namespace TunPS;

/// <summary>Completes the paces that have a name.</summary>
public sealed class PacketPaceCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> GetNames(IDictionary others)
        => [($"{PacketPace.Recorded}", "as the timestamps say"), ($"{PacketPace.Asap}", "one right behind the other")];
}
