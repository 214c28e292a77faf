namespace TunPS;

/// <summary>Completes the addresses of a device.</summary>
public sealed class TunAddressCompleter : DeviceItemCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> GetItems(TunInterface @interface)
        => @interface.Address.Select(address => (address.ToString(), $"{address} of {@interface}"));
}
