using System.Diagnostics.CodeAnalysis;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace TunPS.Host;

/// <summary>What the user asked the host to do.</summary>
internal sealed partial record CommandLine(bool Isolated, string Script)
{
    internal const string Usage = """
        Usage: TunHost [-Isolated] SCRIPT.ps1 [arguments of the script]
               TunHost [-Isolated] -Command TEXT

        Runs PowerShell with the module TunPS, on a machine that has no pwsh.
        -Isolated   first move into a private network: needs no sudo and touches nothing
        """;

    internal static bool TryParse(
        string[] args, [NotNullWhen(true)] out CommandLine? line, [NotNullWhen(false)] out string? problem)
    {
        line = null;
        problem = null;
        ReadOnlySpan<string> rest = args;
        bool isolated = Is(rest, "-Isolated");
        if (isolated)
        {
            rest = rest[1..];
        }

        if (rest.IsEmpty)
        {
            problem = "There is nothing to run.";
        }
        else if (Is(rest, "-Command"))
        {
            line = new CommandLine(isolated, string.Join(' ', rest[1..]!));
        }
        else if (!File.Exists(rest[0]))
        {
            problem = $"There is no script '{rest[0]}'.";
        }
        else
        {
            line = new CommandLine(isolated, Invocation(Path.GetFullPath(rest[0]), rest[1..]));
        }

        return line is not null;
    }

    private static bool Is(ReadOnlySpan<string> args, string option)
        => !args.IsEmpty && args[0].Equals(option, StringComparison.OrdinalIgnoreCase);

    // "-Count 3" names a parameter; everything else is a value, whatever characters are in it.
    private static string Invocation(string path, ReadOnlySpan<string> arguments)
    {
        List<string> words = ["&", Quote(path)];
        foreach (string argument in arguments)
        {
            words.Add(ParameterName().IsMatch(argument) ? argument : Quote(argument));
        }

        return string.Join(' ', words);
    }

    private static string Quote(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    [GeneratedRegex("^-[A-Za-z]+$")]
    private static partial Regex ParameterName();
}
