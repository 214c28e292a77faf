using System.Xml.Linq;

namespace TunPS.Tests.Help;

/// <summary>What the MAML of the staged module says of a cmdlet: what Get-Help shows.</summary>
internal sealed class HelpTopic
{
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";
    private static readonly XDocument s_file =
        XDocument.Load(Path.Combine(Repository.Module, "en-US", "TunPS.dll-Help.xml"));

    private readonly XElement _topic;

    internal HelpTopic(string cmdlet)
    {
        _topic = s_file.Root!.Elements(s_command + "command").Single(topic => NameOf(topic) == cmdlet);
    }

    internal static IEnumerable<string> Names => s_file.Root!.Elements(s_command + "command").Select(NameOf);

    internal string Synopsis => Text(_topic.Element(s_command + "details")!);

    internal string Description => Text(_topic);

    internal string Notes => Lines(_topic.Element(s_maml + "alertSet")!.Element(s_maml + "alert")!);

    internal IEnumerable<XElement> SyntaxItems
        => _topic.Element(s_command + "syntax")!.Elements(s_command + "syntaxItem");

    internal IEnumerable<XElement> Parameters => ParametersOf(_topic.Element(s_command + "parameters")!);

    internal IEnumerable<(string Type, string Text)> Inputs => Values("inputTypes", "inputType");

    internal IEnumerable<(string Type, string Text)> Outputs => Values("returnValues", "returnValue");

    internal IEnumerable<(string Title, string Introduction, string Code, string Remarks)> Examples
        => _topic.Element(s_command + "examples")!.Elements(s_command + "example").Select(example => (
            example.Element(s_maml + "title")!.Value.Trim('-', ' '),
            Lines(example.Element(s_maml + "introduction")),
            example.Element(s_dev + "code")!.Value,
            Lines(example.Element(s_dev + "remarks"))));

    internal IEnumerable<(string Text, string Address)> Links
        => _topic.Element(s_command + "relatedLinks")!.Elements(s_maml + "navigationLink")
            .Select(link => (link.Element(s_maml + "linkText")!.Value, link.Element(s_maml + "uri")!.Value));

    internal static IEnumerable<XElement> ParametersOf(XElement parent) => parent.Elements(s_command + "parameter");

    internal static string NameOfParameter(XElement parameter) => parameter.Element(s_maml + "name")!.Value;

    internal static string TypeOf(XElement parameter)
        => parameter.Element(s_dev + "type")!.Element(s_maml + "name")!.Value;

    /// <summary>The type as the syntax shows it; nothing for a switch.</summary>
    internal static string ValueOf(XElement parameter) => parameter.Element(s_command + "parameterValue")?.Value ?? "";

    internal static string DefaultOf(XElement parameter) => parameter.Element(s_dev + "defaultValue")?.Value ?? "";

    internal static string AcceptedBy(XElement parameter)
        => string.Join(
            ", ", parameter.Element(s_command + "parameterValueGroup")?.Elements().Select(value => value.Value) ?? []);

    /// <summary>The description in an element, a line for each paragraph and item.</summary>
    internal static string Text(XElement parent) => Lines(parent.Element(s_maml + "description"));

    private static string NameOf(XElement topic)
        => topic.Element(s_command + "details")!.Element(s_command + "name")!.Value;

    private static string Lines(XElement? parent)
        => string.Join('\n', parent?.Descendants(s_maml + "para").Select(para => para.Value) ?? []);

    private IEnumerable<(string Type, string Text)> Values(string all, string one)
        => _topic.Element(s_command + all)?.Elements(s_command + one)
            .Select(value => (value.Element(s_dev + "type")!.Element(s_maml + "name")!.Value, Text(value))) ?? [];
}
