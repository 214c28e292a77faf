namespace TunPS.Tests.Help;

/// <summary>What a page says of a parameter in one set of parameters, or in all.</summary>
public sealed class HelpPageParameterSet
{
    public string Name { get; set; } = "";

    public string Position { get; set; } = "";

    public bool IsRequired { get; set; }

    public bool ValueFromPipeline { get; set; }

    public bool ValueFromPipelineByPropertyName { get; set; }

    public bool ValueFromRemainingArguments { get; set; }
}
