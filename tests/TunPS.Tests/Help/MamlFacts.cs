using System.Globalization;
using System.Xml.Linq;

namespace TunPS.Tests.Help;

/// <summary>
/// What MAML says of parameters. It has one entry for each, which says the most of all its sets, and one in each item
/// of the syntax, which is a set.
/// </summary>
internal static class MamlFacts
{
    /// <summary>What the MAML of a page has to say.</summary>
    internal static HelpFacts Of(HelpPage page)
    {
        HelpFacts facts = [];
        foreach ((string name, HelpPageParameter parameter) in page.Parameters)
        {
            Add(facts, name, parameter, parameter.ParameterSets);
            facts[$"-{name}, default"] = parameter.DefaultValue;
        }

        int item = 0;
        foreach (HelpPageSection syntax in page.Syntax)
        {
            item++;
            foreach ((string name, HelpPageParameter parameter) in page.Parameters)
            {
                if (parameter.In(HelpPage.SetName(syntax)) is { } inSet)
                {
                    Add(facts, $"{name} in item {item}", parameter, [inSet]);
                }
            }
        }

        return facts;
    }

    private static void Add(HelpFacts facts, string name, HelpPageParameter parameter, List<HelpPageParameterSet> sets)
    {
        string[] ways = [.. new[]
        {
            sets.Exists(set => set.ValueFromPipeline) ? "ByValue" : "",
            sets.Exists(set => set.ValueFromPipelineByPropertyName) ? "ByPropertyName" : "",
        }.Where(way => way.Length > 0)];
        int[] positions = [.. sets.Where(set => set.Position != "Named")
            .Select(set => int.Parse(set.Position, CultureInfo.InvariantCulture))];

        facts[$"-{name}, type"] = parameter.Type;
        facts[$"-{name}, aliases"] = parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases);
        facts[$"-{name}, wildcards"] = parameter.SupportsWildcards ? "true" : "false";
        facts[$"-{name}, accepted values"] = string.Join(", ", parameter.AcceptedValues);
        facts[$"-{name}, position"] = positions.Length == 0 ? "named" : $"{positions.Max()}";
        facts[$"-{name}, required"] = sets.Exists(set => set.IsRequired) ? "true" : "false";
        facts[$"-{name}, pipeline"] = ways.Length == 0 ? "false" : $"true ({string.Join(", ", ways)})";
    }

    /// <summary>What it does say.</summary>
    internal static HelpFacts Of(HelpTopic topic)
    {
        HelpFacts facts = [];
        foreach (XElement parameter in topic.Parameters)
        {
            string name = HelpTopic.NameOfParameter(parameter);
            Add(facts, name, parameter);
            facts[$"-{name}, default"] = HelpTopic.DefaultOf(parameter);
        }

        int item = 0;
        foreach (XElement syntax in topic.SyntaxItems)
        {
            item++;
            foreach (XElement parameter in HelpTopic.ParametersOf(syntax))
            {
                Add(facts, $"{HelpTopic.NameOfParameter(parameter)} in item {item}", parameter);
            }
        }

        return facts;
    }

    private static void Add(HelpFacts facts, string name, XElement parameter)
    {
        facts[$"-{name}, type"] = HelpTopic.TypeOf(parameter);
        facts[$"-{name}, aliases"] = parameter.Attribute("aliases")!.Value;
        facts[$"-{name}, wildcards"] = parameter.Attribute("globbing")!.Value;
        facts[$"-{name}, accepted values"] = HelpTopic.AcceptedBy(parameter);
        facts[$"-{name}, position"] = parameter.Attribute("position")!.Value;
        facts[$"-{name}, required"] = parameter.Attribute("required")!.Value;
        facts[$"-{name}, pipeline"] = parameter.Attribute("pipelineInput")!.Value;
    }
}
