using System.Management.Automation;

namespace TunPS.Commands;

/// <summary>A command that adds or removes routes.</summary>
public abstract class TunRouteCommand : TunInterfaceCommand
{
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TunRouteCompleter))]
    public string[] Destination { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Gateway { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public uint Metric { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? PreferredSource { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Table { get; set; }

    protected sealed override void ProcessRecord()
    {
        foreach (string destination in Destination)
        {
            if (TryParse(Describe(destination), TunRoute.Parse, out TunRoute route))
            {
                ForEachInterface(@interface => Change(@interface, route));
            }
        }
    }

    private protected abstract void Change(TunInterface @interface, TunRoute route);

    // The text form of a route, put together of what is given.
    private string Describe(string destination)
    {
        string text = destination;
        text += string.IsNullOrEmpty(Gateway) ? string.Empty : $" via {Gateway}";
        text += MyInvocation.BoundParameters.ContainsKey(nameof(Metric)) ? $" metric {Metric}" : string.Empty;
        text += string.IsNullOrEmpty(PreferredSource) ? string.Empty : $" src {PreferredSource}";
        return Table is null ? text : $"{text} table {Table}";
    }
}
