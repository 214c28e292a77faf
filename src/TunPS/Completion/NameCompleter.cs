using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace TunPS;

/// <summary>Completes names of some kind; upper and lower case letters are alike to those who type.</summary>
public abstract class NameCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName,
        string parameterName,
        string wordToComplete,
        CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        // The quotes are part of the word, and PowerShell closes an open one.
        string word = (wordToComplete ?? string.Empty).Trim('\'', '"');
        foreach ((string name, string toolTip) in GetNames(fakeBoundParameters).DistinctBy(entry => entry.Name))
        {
            if (name.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                yield return new CompletionResult(Quote(name), name, CompletionResultType.ParameterValue, toolTip);
            }
        }
    }

    /// <summary>All names that are possible, with a text that is shown beside the list.</summary>
    /// <param name="others">The other parameters that were typed so far.</param>
    private protected abstract IEnumerable<(string Name, string ToolTip)> GetNames(IDictionary others);

    // Names may hold characters that mean something to PowerShell.
    private static string Quote(string name)
        => name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or ':' or '/')
            ? name
            : $"'{CodeGeneration.EscapeSingleQuotedStringContent(name)}'";
}
