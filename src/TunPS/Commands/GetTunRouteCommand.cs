using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Get, "TunRoute")]
[OutputType(typeof(TunRoute))]
public sealed class GetTunRouteCommand : TunInterfaceQuery
{
    private protected override void Write(TunInterface @interface)
        => WriteObject(@interface.Route.Select(PlainView.Of), enumerateCollection: true);
}
