using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Remove, "TunAddress", SupportsShouldProcess = true)]
public sealed class RemoveTunAddressCommand : TunAddressCommand
{
    private protected override void Change(string address)
    {
        // Without a prefix it is that of the interface, whatever its prefix.
        bool isHost = IPAddressText.IsHost(address);
        if (!TryParse(isHost ? IPAddressText.AsSingle(address) : address, TunAddress.Parse, out TunAddress wanted))
        {
            return;
        }

        ForEachInterface(@interface =>
        {
            TunAddress present = @interface.Address
                .FirstOrDefault(candidate => isHost && candidate.Address.Equals(wanted.Address)) ?? wanted;
            _ = Change(
                @interface,
                present,
                "Remove address",
                $"Removed the address {present} from {@interface}.",
                TunError.NotFound,
                () => @interface.RemoveAddress(present));
        });
    }
}
