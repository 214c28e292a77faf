using System.Reflection;

namespace TunPS.Tests.Help;

/// <summary>What a cmdlet itself says of its parameters.</summary>
internal sealed class BuiltCmdlet(CmdletInfo cmdlet)
{
    private static readonly HashSet<string> s_common = [.. Cmdlet.CommonParameters];

    /// <summary>The parameters that are its own.</summary>
    internal IEnumerable<ParameterMetadata> Parameters
        => cmdlet.Parameters.Values.Where(each => !s_common.Contains(each.Name));

    /// <summary>What comes out; nothing for a cmdlet that says it gives nothing.</summary>
    internal IEnumerable<string> OutputTypes
        => cmdlet.OutputType.Where(each => each.Type != typeof(void)).Select(each => each.Name);

    /// <summary>A new one, for the values that its parameters have before anything is bound.</summary>
    internal Cmdlet Create() => (Cmdlet)Activator.CreateInstance(cmdlet.ImplementingType)!;

    internal HelpFacts Facts()
    {
        HelpFacts facts = [];
        foreach (ParameterMetadata parameter in Parameters)
        {
            string name = parameter.Name;
            facts[$"-{name}, type"] = parameter.ParameterType.FullName!;
            facts[$"-{name}, aliases"] = string.Join(", ", parameter.Aliases);
            facts[$"-{name}, wildcards"] = parameter.Attributes.OfType<SupportsWildcardsAttribute>().Any().ToString();
            facts[$"-{name}, accepted values"] = string.Join(", ", Accepted(parameter));
        }

        foreach (CommandParameterSetInfo set in cmdlet.ParameterSets)
        {
            // The name of the cmdlet is not in it, and what all cmdlets have is not on the page.
            string syntax = $"{cmdlet.Name} {set}".Replace(" [<CommonParameters>]", "", StringComparison.Ordinal);
            facts[$"Set {set.Name}, syntax"] = syntax.ToUpperInvariant();
            facts[$"Set {set.Name}, default"] = set.IsDefault.ToString();
            foreach (CommandParameterInfo parameter in set.Parameters.Where(each => !s_common.Contains(each.Name)))
            {
                string prefix = $"-{parameter.Name} in {set.Name}";
                facts[$"{prefix}, position"] = parameter.Position < 0 ? "Named" : $"{parameter.Position}";
                facts[$"{prefix}, required"] = parameter.IsMandatory.ToString();
                facts[$"{prefix}, pipeline by value"] = parameter.ValueFromPipeline.ToString();
                facts[$"{prefix}, pipeline by property name"] = parameter.ValueFromPipelineByPropertyName.ToString();
                facts[$"{prefix}, remaining arguments"] = parameter.ValueFromRemainingArguments.ToString();
            }
        }

        return facts;
    }

    // Flags can be joined, and what a transformation takes is more than the names.
    private static IEnumerable<string> Accepted(ParameterMetadata parameter)
    {
        ValidateSetAttribute? set = parameter.Attributes.OfType<ValidateSetAttribute>().SingleOrDefault();
        bool isOpen = parameter.Attributes.OfType<ArgumentTransformationAttribute>().Any()
            || parameter.ParameterType.GetCustomAttribute<FlagsAttribute>() is not null;
        string[] names = parameter.ParameterType.IsEnum && !isOpen ? Enum.GetNames(parameter.ParameterType) : [];
        return set?.ValidValues ?? names;
    }
}
