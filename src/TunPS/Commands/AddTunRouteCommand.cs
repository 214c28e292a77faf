using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Add, "TunRoute", SupportsShouldProcess = true)]
[OutputType(typeof(TunRoute))]
public sealed class AddTunRouteCommand : TunRouteCommand
{
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Change(TunInterface @interface, TunRoute route)
    {
        bool isThere = Change(
            @interface,
            route,
            "Add route",
            TunError.AlreadyExists,
            () =>
            {
                @interface.AddRoute(route);
                return $"Added the route {route} to {@interface}.";
            },
            () => @interface.ThrowIfUnsupported(route));
        if (isThere && PassThru)
        {
            WriteObject(@interface.Route.Where(route.IsMetBy).Select(PlainView.Of), enumerateCollection: true);
        }
    }
}
