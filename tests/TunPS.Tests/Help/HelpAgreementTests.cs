using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace TunPS.Tests.Help;

/// <summary>
/// The pages of docs/en-US, the MAML that Get-Help shows and the cmdlets say the same. Needs no PlatyPS.
/// </summary>
[Collection(nameof(Session))]
public sealed partial class HelpAgreementTests
{
    public static TheoryData<string> Cmdlets => [.. HelpPage.Names];

    [Fact]
    public void Each_cmdlet_has_a_page_and_a_topic()
    {
        using Session session = new();
        string[] cmdlets = [.. session.Run("Get-Command -Module TunPS -CommandType Cmdlet")
            .Select(each => ((CmdletInfo)each.BaseObject).Name)];

        Assert.Equal(cmdlets.Order(StringComparer.Ordinal), HelpPage.Names);
        Assert.Equal(HelpPage.Names, HelpTopic.Names);
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_page_says_of_each_parameter_what_the_cmdlet_has(string cmdlet)
    {
        using Session session = new();
        BuiltCmdlet built = Built(session, cmdlet);
        HelpPage page = new(cmdlet);

        AssertNone(HelpFacts.Differences("the page", page.Facts(), "the cmdlet", built.Facts()));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_page_says_of_each_parameter_the_default_that_it_has(string cmdlet)
    {
        using Session session = new();
        BuiltCmdlet built = Built(session, cmdlet);
        HelpPage page = new(cmdlet);
        Cmdlet fresh = built.Create();

        AssertNone(built.Parameters.Select(parameter =>
        {
            // The engine itself has -WhatIf and -Confirm.
            object? value = parameter.Name is "WhatIf" or "Confirm"
                ? new SwitchParameter(false)
                : fresh.GetType().GetProperty(parameter.Name)!.GetValue(fresh);
            string written = page.Parameters.GetValueOrDefault(parameter.Name)?.DefaultValue ?? "";
            return HelpDefaults.Problem(cmdlet, parameter.Name, parameter.ParameterType, value, written);
        }).OfType<string>());
    }

    [Fact]
    public void Each_special_default_is_that_of_a_parameter()
        => Assert.Empty(HelpDefaults.Special.Except(HelpPage.Names.SelectMany(
            cmdlet => new HelpPage(cmdlet).Parameters.Keys, (cmdlet, parameter) => $"{cmdlet} -{parameter}")));

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_page_says_what_goes_in_and_what_comes_out(string cmdlet)
    {
        using Session session = new();
        BuiltCmdlet built = Built(session, cmdlet);
        HelpPage page = new(cmdlet);
        string[] inputs = [.. page.In("INPUTS").Select(each => each.Title)];
        string[] piped = [.. built.Parameters.Where(each => each.ParameterSets.Values.Any(set => set.ValueFromPipeline))
            .Select(each => each.ParameterType.FullName!)];
        string[] outputs = [.. built.OutputTypes.DefaultIfEmpty("None")];

        AssertNone(piped.Except(inputs).Select(type => $"INPUTS has no {type}."));
        Assert.Equal(outputs.Order(), page.In("OUTPUTS").Select(each => each.Title).Order());
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_maml_says_of_each_parameter_what_the_page_says(string cmdlet)
    {
        HelpFacts written = MamlFacts.Of(new HelpPage(cmdlet));
        HelpFacts shown = MamlFacts.Of(new HelpTopic(cmdlet));

        AssertNone(HelpFacts.Differences("the page", written, "the MAML", shown));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_maml_has_the_words_of_the_page(string cmdlet)
    {
        HelpPage page = new(cmdlet);
        HelpTopic topic = new(cmdlet);
        HelpFacts written = new()
        {
            ["Synopsis"] = Words(page.Chapter("SYNOPSIS").Prose),
            ["Description"] = Words(page.Chapter("DESCRIPTION").Prose),
            ["Notes"] = Words(page.Chapter("NOTES").Prose),
            ["Links"] = string.Join(", ", page.Links.Select(link => link.Text)),
        };
        HelpFacts shown = new()
        {
            ["Synopsis"] = Words(topic.Synopsis),
            ["Description"] = Words(topic.Description),
            ["Notes"] = Words(topic.Notes),
            ["Links"] = string.Join(", ", topic.Links.Select(link => link.Text)),
        };
        foreach (HelpPageSection section in page.In("PARAMETERS").Where(each => each.Title.StartsWith('-')))
        {
            written[section.Title] = Words(section.Prose);
        }

        foreach (XElement parameter in topic.Parameters)
        {
            shown["-" + HelpTopic.NameOfParameter(parameter)] = Words(HelpTopic.Text(parameter));
        }

        AddValues(written, "Input", page.In("INPUTS").Select(each => (each.Title, each.Prose)));
        AddValues(shown, "Input", topic.Inputs);
        AddValues(written, "Output", page.In("OUTPUTS").Select(each => (each.Title, each.Prose)));
        AddValues(shown, "Output", topic.Outputs);

        Assert.DoesNotContain(
            written, said => said.Value.Length == 0 && !said.Key.EndsWith(" None", StringComparison.Ordinal));
        AssertNone(HelpFacts.Differences("the page", written, "the MAML", shown));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_maml_has_the_examples_of_the_page_with_code_as_code(string cmdlet)
    {
        HelpFacts written = [];
        foreach (HelpPageSection example in new HelpPage(cmdlet).In("EXAMPLES"))
        {
            written[$"{example.Title}, code"] = example.Code.First().Text.Trim();
            written[$"{example.Title}, rest"] = Words(example.Rest);
        }

        HelpFacts shown = [];
        foreach ((string title, string introduction, string code, string remarks) in new HelpTopic(cmdlet).Examples)
        {
            Assert.DoesNotContain("```", code + introduction + remarks, StringComparison.Ordinal);
            shown[$"{title}, code"] = code;
            shown[$"{title}, rest"] = Words($"{introduction}\n{remarks}");
        }

        Assert.True(written.Count >= 6, $"{cmdlet} has fewer than three examples.");
        AssertNone(HelpFacts.Differences("the page", written, "the MAML", shown));
    }

    [Theory]
    [MemberData(nameof(Cmdlets))]
    public void The_links_are_names_to_a_reader_at_a_prompt(string cmdlet)
    {
        HelpPage page = new(cmdlet);

        Assert.Contains(page.Links, link => link.Text == "about_TunPS");
        Assert.All(
            page.Links, link => Assert.True(File.Exists(Path.Combine(HelpPage.Folder, link.Address)), link.Address));
        // With the address of a file Get-Help -Online would not say that there is no online version.
        Assert.All(new HelpTopic(cmdlet).Links, link => Assert.Equal("", link.Address));
    }

    // Each difference in a line of its own, and whole.
    private static void AssertNone(IEnumerable<string> differences)
    {
        string[] lines = [.. differences];
        Assert.True(lines.Length == 0, string.Join('\n', lines));
    }

    private static BuiltCmdlet Built(Session session, string cmdlet)
        => new(session.RunFor<CmdletInfo>($"Get-Command {cmdlet} -Module TunPS"));

    private static void AddValues(HelpFacts facts, string kind, IEnumerable<(string Type, string Text)> values)
    {
        foreach ((string type, string text) in values)
        {
            facts[$"{kind} {type}"] = Words(text);
        }
    }

    // Words alone: marks, line breaks and the signs of lists differ.
    private static string Words(string text)
        => NoWord().Replace(ListSign().Replace(Address().Replace(text, "]"), ""), " ").Trim();

    [GeneratedRegex(@"\]\([^)]*\)")]
    private static partial Regex Address();

    [GeneratedRegex(@"^(\d+\.|-) ", RegexOptions.Multiline)]
    private static partial Regex ListSign();

    [GeneratedRegex(@"[^\p{L}\p{Nd}]+")]
    private static partial Regex NoWord();
}
