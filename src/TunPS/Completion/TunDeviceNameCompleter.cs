using System.Collections;

namespace TunPS;

/// <summary>Completes the names of the devices that are open in this session.</summary>
public sealed class TunDeviceNameCompleter : NameCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> GetNames(IDictionary others) => GetOpen();

    internal static IEnumerable<(string Name, string ToolTip)> GetOpen()
        => OpenDevices.All().Select(device => (device.Name, $"{device.Name}, {device.State}"));
}
