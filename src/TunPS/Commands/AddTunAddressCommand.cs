using System.Management.Automation;

namespace TunPS.Commands;

[Cmdlet(VerbsCommon.Add, "TunAddress", SupportsShouldProcess = true)]
[OutputType(typeof(TunAddress))]
public sealed class AddTunAddressCommand : TunAddressCommand
{
    [Parameter]
    public SwitchParameter DetectDuplicates { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Change(string address)
    {
        if (!TryParse(address, TunAddress.Parse, out TunAddress wanted))
        {
            return;
        }

        ForEachInterface(@interface =>
        {
            bool isNew = false;
            bool isNewNetwork = false;
            bool isThere = Change(
                @interface,
                wanted,
                "Add address",
                TunError.AlreadyExists,
                () =>
                {
                    isNewNetwork = RivalWarning.IsNewNetwork(@interface, wanted);
                    @interface.AddAddress(wanted, DetectDuplicates);
                    isNew = true;
                    return $"Added the address {wanted} to {@interface}.";
                },
                () => @interface.ThrowIfUnsupported(wanted, DetectDuplicates));
            if (isNew)
            {
                HostWarning.Write(this, @interface, [wanted]);
            }

            if (isNew && isNewNetwork)
            {
                RivalWarning.Write(this, @interface, [wanted]);
            }

            if (isThere && PassThru)
            {
                WriteObject(@interface.Address.Where(wanted.Equals), enumerateCollection: true);
            }
        });
    }
}
