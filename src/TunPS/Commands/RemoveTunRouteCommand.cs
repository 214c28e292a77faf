using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Remove, "TunRoute", SupportsShouldProcess = true)]
public sealed class RemoveTunRouteCommand : TunRouteCommand
{
    private protected override void Change(TunInterface @interface, TunRoute route)
        => Change(
            @interface,
            route,
            "Remove route",
            TunError.NotFound,
            () =>
            {
                @interface.RemoveRoute(route);
                return $"Removed the route {route} from {@interface}.";
            });
}
