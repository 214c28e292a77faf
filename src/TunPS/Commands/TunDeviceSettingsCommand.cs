using System.Management.Automation;
using System.Net.NetworkInformation;

namespace TunPS.Commands;

/// <summary>A command that sets properties of devices, new or existing.</summary>
public abstract class TunDeviceSettingsCommand : PSCmdlet
{
    private static readonly HashSet<string> s_other =
        [.. CommonParameters, .. OptionalCommonParameters, "Name", "Device", "PassThru"];

    // Text where the core has a type of its own, so that a bad value is an error of this command and not of the binder.
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MacAddress { get; set; }

    [Parameter]
    public int TxQueueLength { get; set; }

    [Parameter]
    [AllowEmptyString]
    public string? Alias { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(UserNameCompleter))]
    public string? Owner { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GroupNameCompleter))]
    public string? Group { get; set; }

    [Parameter]
    public SwitchParameter Persist { get; set; }

    [Parameter]
    public SwitchParameter NoCarrier { get; set; }

    private protected PhysicalAddress? WantedMacAddress => MacAddress is null ? null : MacAddressText.Parse(MacAddress);

    private protected int? WantedTxQueueLength => IsGiven(nameof(TxQueueLength)) ? TxQueueLength : null;

    private protected bool? WantedCarrier => IsGiven(nameof(NoCarrier)) ? !NoCarrier : null;

    private protected SystemAccount? WantedOwner => Owner is null ? null : SystemAccount.ParseUser(Owner);

    private protected SystemAccount? WantedGroup => Group is null ? null : SystemAccount.ParseGroup(Group);

    private protected bool? WantedPersistence => IsGiven(nameof(Persist)) ? Persist : null;

    /// <summary>"tun0 (Mtu 1400, State Up)": the device, and what was asked for in the words that were typed.</summary>
    private protected string Describe(string device)
    {
        string text = string.Join(", ", GivenSettings.Select(parameter => parameter.Value is string[] several
            ? $"{parameter.Key} {string.Join(' ', several)}"
            : $"{parameter.Key} {parameter.Value}"));
        return text.Length == 0 ? device : $"{device} ({text})";
    }

    /// <summary>What was asked for, without what says which device is meant.</summary>
    private protected IEnumerable<KeyValuePair<string, object>> GivenSettings
        => MyInvocation.BoundParameters.Where(parameter => !s_other.Contains(parameter.Key));

    private protected bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    private protected void WarnIfAnybodyMayOpen(TunInterface @interface)
    {
        if (Persist && @interface is { Owner: null, Group: null })
        {
            WriteWarning(
                $"Any user may open the persistent device {@interface}, because it has neither an owner nor a group. "
                + $"Give it one: Set-TunDevice {@interface} -Owner NAME");
        }
    }
}
