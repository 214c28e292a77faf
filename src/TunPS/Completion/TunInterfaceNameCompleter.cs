using System.Collections;

namespace TunPS;

/// <summary>Completes the names of the devices that are open in this session, and then those of all others.</summary>
public sealed class TunInterfaceNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> GetNames(IDictionary others)
        => TunDeviceNameCompleter.GetOpen().Concat(GetAll());

    private static IEnumerable<(string Name, string ToolTip)> GetAll()
    {
        try
        {
            return TunInterface.GetAll().Select(other => (other.Name, $"{other.Name}, {other.State}, not open here"));
        }
        catch (TunException)
        {
            // Nothing that could be shown while somebody types.
            return [];
        }
    }
}
