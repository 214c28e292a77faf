using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Get, "TunAddress")]
[OutputType(typeof(TunAddress))]
public sealed class GetTunAddressCommand : TunInterfaceQuery
{
    private protected override void Write(TunInterface @interface)
        => WriteObject(@interface.Address, enumerateCollection: true);
}
