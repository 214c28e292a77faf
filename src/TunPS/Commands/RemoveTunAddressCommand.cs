using System.Management.Automation;
using System.Net;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Remove, "TunAddress", SupportsShouldProcess = true)]
public sealed class RemoveTunAddressCommand : TunAddressCommand
{
    private protected override void Change(string address)
    {
        // Without a prefix it is that of the interface, whatever its prefix.
        if (IPAddress.TryParse(address, out IPAddress? host))
        {
            ForEachInterface(@interface => Remove(@interface, host, () => @interface.RemoveAddress(host)));
        }
        else if (TryParse(address, TunAddress.Parse, out TunAddress wanted))
        {
            ForEachInterface(@interface => Remove(@interface, wanted, () =>
            {
                @interface.RemoveAddress(wanted);
                return wanted;
            }));
        }
    }

    private void Remove(TunInterface @interface, object address, Func<TunAddress> remove)
        => Change(
            @interface,
            address,
            "Remove address",
            TunError.NotFound,
            () => $"Removed the address {remove()} from {@interface}.");
}
