using System.Management.Automation.Internal;
using System.Reflection;

namespace TunPS.Tests.Surface;

/// <summary>All that a script can see of a cmdlet, in lines: what changes there can break somebody's script.</summary>
internal static class CmdletSurface
{
    internal static IEnumerable<string> Describe(CmdletInfo command)
    {
        CommandMetadata metadata = new(command);
        yield return command.Name;
        if (metadata.SupportsShouldProcess)
        {
            yield return $"    has -WhatIf and -Confirm, impact {metadata.ConfirmImpact}";
        }

        yield return $"    gives {Join(command.OutputType.Select(type => type.Name))}";
        foreach (CommandParameterSetInfo set in command.ParameterSets.OrderBy(set => set.Name, StringComparer.Ordinal))
        {
            yield return $"    set {set.Name}{(set.IsDefault ? " (default)" : string.Empty)}";
        }

        foreach (ParameterMetadata parameter in OwnParameters(command))
        {
            yield return $"    -{parameter.Name} <{NameOf(parameter.ParameterType)}>";
            IEnumerable<string> details =
            [
                .. parameter.Aliases.Select(alias => $"alias {alias}"),
                .. parameter.ParameterSets.Select(use => $"{NameOfSet(use.Key)}: {Describe(use.Value)}"),
                .. Attributes(command, parameter).Select(attribute => $"[{attribute}]"),
            ];
            foreach (string detail in details.Order(StringComparer.Ordinal))
            {
                yield return $"        {detail}";
            }
        }
    }

    /// <summary>The parameters that the cmdlet itself has.</summary>
    internal static IEnumerable<ParameterMetadata> OwnParameters(CmdletInfo command)
        => command.Parameters.Values
            .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name)
                && !Cmdlet.OptionalCommonParameters.Contains(parameter.Name))
            .OrderBy(parameter => parameter.Name, StringComparer.Ordinal);

    private static string Describe(ParameterSetMetadata use)
    {
        List<string> words = [use.IsMandatory ? "mandatory" : "optional"];
        if (use.Position >= 0)
        {
            words.Add($"position {use.Position}");
        }

        if (use.ValueFromPipeline)
        {
            words.Add("from the pipeline");
        }

        if (use.ValueFromPipelineByPropertyName)
        {
            words.Add("by property name");
        }

        if (use.ValueFromRemainingArguments)
        {
            words.Add("remaining arguments");
        }

        return Join(words);
    }

    /// <summary>What is checked, changed and completed, with all that its attribute says.</summary>
    private static IEnumerable<string> Attributes(CmdletInfo command, ParameterMetadata parameter)
        => command.ImplementingType.GetProperty(parameter.Name)!.GetCustomAttributesData()
            .Where(data => data.AttributeType != typeof(ParameterAttribute)
                && data.AttributeType != typeof(AliasAttribute)
                && (typeof(CmdletMetadataAttribute).IsAssignableFrom(data.AttributeType)
                    || typeof(ArgumentCompleterAttribute).IsAssignableFrom(data.AttributeType)))
            .Select(Describe);

    private static string Describe(CustomAttributeData data)
    {
        string[] arguments =
        [
            .. data.ConstructorArguments.Select(Describe),
            .. data.NamedArguments.Select(argument => $"{argument.MemberName} = {Describe(argument.TypedValue)}"),
        ];
        string name = data.AttributeType.Name[..^nameof(Attribute).Length];
        return arguments.Length == 0 ? name : $"{name}({Join(arguments)})";
    }

    private static string Describe(CustomAttributeTypedArgument argument) => argument.Value switch
    {
        IEnumerable<CustomAttributeTypedArgument> list => Join(list.Select(Describe)),
        Type type => type.Name,
        object value when argument.ArgumentType.IsEnum => $"{Enum.ToObject(argument.ArgumentType, value)}",
        object value => FormattableString.Invariant($"{value}"),
        null => "null",
    };

    private static string NameOfSet(string name) => name == ParameterAttribute.AllParameterSets ? "every set" : name;

    private static string NameOf(Type type)
        => Nullable.GetUnderlyingType(type) is Type underlying ? $"{NameOf(underlying)}?"
            : type.Namespace == "System" || type == typeof(SwitchParameter) ? type.Name
            : type.FullName!;

    private static string Join(IEnumerable<string> words) => string.Join(", ", words);
}
