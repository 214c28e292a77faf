using System.Management.Automation;

namespace TunPS.Commands;

/// <summary>A command that adds or removes addresses.</summary>
public abstract class TunAddressCommand : TunInterfaceCommand
{
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TunAddressCompleter))]
    public string[] Address { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public int PrefixLength { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Peer { get; set; }

    protected sealed override void ProcessRecord()
    {
        // The text form of an address, put together of what is given.
        foreach (string address in Address)
        {
            bool hasPrefix = address.Contains('/', StringComparison.Ordinal);
            bool isPrefixGiven = MyInvocation.BoundParameters.ContainsKey(nameof(PrefixLength));
            if (hasPrefix && isPrefixGiven)
            {
                WriteError(TunErrors.Map(
                    new FormatException($"'{address}' has a prefix length already: leave out -PrefixLength."), address)!);
                continue;
            }

            string text = isPrefixGiven ? $"{address}/{PrefixLength}" : address;
            Change(string.IsNullOrEmpty(Peer) ? text : $"{text} peer {Peer}");
        }
    }

    private protected abstract void Change(string address);
}
