namespace TunPS;

/// <summary>Completes the routes of a device.</summary>
public sealed class TunRouteCompleter : DeviceItemCompleter
{
    private protected override IEnumerable<(string Name, string ToolTip)> GetItems(TunInterface @interface)
        => @interface.Route.Select(route => (route.ToString(), $"{route} of {@interface}"));
}
