using System.Management.Automation;
using System.Net;
using System.Net.Sockets;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Remove, "TunAddress", SupportsShouldProcess = true)]
public sealed class RemoveTunAddressCommand : TunAddressCommand
{
    private protected override void Change(string address)
    {
        // Without a prefix it is that of the interface, whatever its prefix.
        if (IsHost(address, out IPAddress host))
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

    // IPAddress takes plain numbers for IPv4, too.
    private static bool IsHost(string text, out IPAddress host)
        => IPAddress.TryParse(text, out host!)
            && (host.AddressFamily == AddressFamily.InterNetworkV6 || host.ToString() == text);

    private void Remove(TunInterface @interface, object address, Func<TunAddress> remove)
        => Change(
            @interface,
            address,
            "Remove address",
            TunError.NotFound,
            () => $"Removed the address {remove()} from {@interface}.");
}
