using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace TunPS;

/// <summary>Completes the names of the devices that are open in this session.</summary>
public sealed class TunDeviceNameCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        WildcardPattern pattern = new(WildcardPattern.Escape(wordToComplete ?? string.Empty) + "*", WildcardOptions.IgnoreCase);
        foreach (TunDevice device in OpenDevices.All())
        {
            string name = device.Name;
            if (pattern.IsMatch(name))
            {
                yield return new CompletionResult(
                    Quote(name), name, CompletionResultType.ParameterValue, $"{name}, {device.State}");
            }
        }
    }

    // Interface names may hold characters that mean something to PowerShell.
    private static string Quote(string name)
        => name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.')
            ? name
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
