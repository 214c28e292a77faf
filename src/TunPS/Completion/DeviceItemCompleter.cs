using System.Collections;
using System.Management.Automation;

namespace TunPS;

/// <summary>Completes what the devices have that were named before: an address, a route.</summary>
public abstract class DeviceItemCompleter : NameCompleter
{
    private protected sealed override IEnumerable<(string Name, string ToolTip)> GetNames(IDictionary others)
        => LanguagePrimitives.TryConvertTo(others["Device"], out TunDeviceOrName[]? devices)
            ? (devices ?? []).SelectMany(device => device.ResolveInterfaces(out _)).SelectMany(GetItems)
            : [];

    private protected abstract IEnumerable<(string Name, string ToolTip)> GetItems(TunInterface @interface);
}
