namespace TunPS.Tests.Help;

/// <summary>The block of YAML that the page of a cmdlet has for a parameter.</summary>
public sealed class HelpPageParameter
{
    public string Type { get; set; } = "";

    public string DefaultValue { get; set; } = "";

    public bool SupportsWildcards { get; set; }

    public List<string> Aliases { get; set; } = [];

    public List<HelpPageParameterSet> ParameterSets { get; set; } = [];

    public bool DontShow { get; set; }

    public List<string> AcceptedValues { get; set; } = [];

    public string HelpMessage { get; set; } = "";

    /// <summary>What the page says of the parameter in a set of parameters; null when it is not in that set.</summary>
    internal HelpPageParameterSet? In(string set)
        => ParameterSets.SingleOrDefault(each => each.Name == set)
            ?? ParameterSets.SingleOrDefault(each => each.Name == "(All)");
}
