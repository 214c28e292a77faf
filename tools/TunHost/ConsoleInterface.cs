using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace TunPS.Host;

/// <summary>Writes to the terminal and asks there.</summary>
internal sealed class ConsoleInterface : PSHostUserInterface
{
    private const string NoCredentials = "TunHost cannot ask for secrets.";

    public override PSHostRawUserInterface RawUI { get; } = new ConsoleRawInterface();

    public override bool SupportsVirtualTerminal { get; } =
        !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");

    // The engine hands over its colours; a file or a pipe gets plain text.
    public override void Write(string value) => Console.Write(Render(value));

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value)
        => Write(value);

    public override void WriteLine(string value) => Console.WriteLine(Render(value));

    public override void WriteErrorLine(string value) => Console.Error.WriteLine(Render(value));

    public override void WriteDebugLine(string message) => Console.WriteLine($"DEBUG: {message}");

    public override void WriteVerboseLine(string message) => Console.WriteLine($"VERBOSE: {message}");

    public override void WriteWarningLine(string message) => Console.WriteLine($"WARNING: {message}");

    // A progress bar would only disturb the output of a script.
    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    public override string ReadLine() => Console.ReadLine() ?? string.Empty;

    public override Dictionary<string, PSObject> Prompt(
        string caption, string message, Collection<FieldDescription> descriptions)
    {
        WriteQuestion(caption, message);
        Dictionary<string, PSObject> answers = [];
        foreach (FieldDescription field in descriptions)
        {
            Console.Write($"{field.Name}: ");
            answers[field.Name] = ReadLine();
        }

        return answers;
    }

    public override int PromptForChoice(
        string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        WriteQuestion(caption, message);
        string[] keys = [.. choices.Select(choice => Key(choice.Label))];
        while (true)
        {
            Console.Write(string.Join("  ", choices.Select((choice, i) => $"[{keys[i]}] {Plain(choice.Label)}")) + ": ");
            if (Console.ReadLine() is not string answer || answer.Length == 0)
            {
                return defaultChoice;
            }

            int index = Array.FindIndex(keys, key => key.Equals(answer, StringComparison.OrdinalIgnoreCase));
            if (index >= 0)
            {
                return index;
            }
        }
    }

    public override SecureString ReadLineAsSecureString() => throw new NotSupportedException(NoCredentials);

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName)
        => throw new NotSupportedException(NoCredentials);

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options)
        => throw new NotSupportedException(NoCredentials);

    private string Render(string value) => GetOutputString(value, SupportsVirtualTerminal);

    private static void WriteQuestion(string caption, string message)
    {
        Console.WriteLine(caption);
        Console.WriteLine(message);
    }

    // "&Yes" is shown as Yes and answered by Y.
    private static string Plain(string label) => label.Replace("&", string.Empty, StringComparison.Ordinal);

    private static string Key(string label)
    {
        int mark = label.IndexOf('&', StringComparison.Ordinal);
        return label[Math.Min(mark + 1, label.Length - 1)].ToString(CultureInfo.InvariantCulture);
    }
}
