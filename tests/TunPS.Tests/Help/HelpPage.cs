using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using YamlDotNet.Serialization;

namespace TunPS.Tests.Help;

/// <summary>A page of docs/en-US, read without PlatyPS.</summary>
internal sealed partial class HelpPage
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().Build();

    // Strict: a word that the schema has not got is an error.
    private static readonly IDeserializer s_yaml = new DeserializerBuilder().Build();

    private readonly string _text;

    internal HelpPage(string cmdlet)
    {
        Name = cmdlet;
        _text = File.ReadAllText(Path.Combine(Folder, cmdlet + ".md"));
        foreach (HelpPageSection section in Split())
        {
            Sections.Add(section);
            if (section.Chapter == "PARAMETERS" && section.Title.StartsWith('-'))
            {
                string yaml = section.Code.Single(code => code.Language == "yaml").Text;
                Parameters.Add(section.Title[1..], s_yaml.Deserialize<HelpPageParameter>(yaml));
            }
        }
    }

    internal static string Folder { get; } = Path.Combine(Repository.Root, "docs", "en-US");

    internal string Name { get; }

    /// <summary>All headings in the order of the page, each with what stands under it.</summary>
    internal List<HelpPageSection> Sections { get; } = [];

    internal Dictionary<string, HelpPageParameter> Parameters { get; } = [];

    /// <summary>The sets of parameters, by the headings of the syntax; the default one says so.</summary>
    internal IEnumerable<HelpPageSection> Syntax => In("SYNTAX");

    internal static IEnumerable<string> Names
        => Directory.EnumerateFiles(Folder, "*-*.md")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Order(StringComparer.Ordinal);

    internal static string SetName(HelpPageSection syntax)
        => syntax.Title.Replace(" (Default)", "", StringComparison.Ordinal);

    /// <summary>What stands under the smaller headings of a chapter.</summary>
    internal IEnumerable<HelpPageSection> In(string chapter)
        => Sections.Where(each => each.Chapter == chapter && each.Title.Length > 0);

    /// <summary>What stands under the heading of a chapter itself.</summary>
    internal HelpPageSection Chapter(string chapter)
        => Sections.Single(each => each.Chapter == chapter && each.Title.Length == 0);

    /// <summary>Its links, as pairs of text and address.</summary>
    internal IEnumerable<(string Text, string Address)> Links
        => Link().Matches(Chapter("RELATED LINKS").Prose)
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    /// <summary>What it says of the parameters and their sets, to be compared with the cmdlet.</summary>
    internal HelpFacts Facts()
    {
        HelpFacts facts = [];
        foreach ((string name, HelpPageParameter parameter) in Parameters)
        {
            facts[$"-{name}, type"] = parameter.Type;
            facts[$"-{name}, aliases"] = string.Join(", ", parameter.Aliases);
            facts[$"-{name}, wildcards"] = parameter.SupportsWildcards.ToString();
            facts[$"-{name}, accepted values"] = string.Join(", ", parameter.AcceptedValues);
        }

        foreach (HelpPageSection syntax in Syntax)
        {
            string set = SetName(syntax);
            facts[$"Set {set}, syntax"] = Space().Replace(syntax.Code.Single().Text, " ").Trim().ToUpperInvariant();
            facts[$"Set {set}, default"] = (set != syntax.Title).ToString();
            foreach ((string name, HelpPageParameter parameter) in Parameters)
            {
                if (parameter.In(set) is { } inSet)
                {
                    string prefix = $"-{name} in {set}";
                    facts[$"{prefix}, position"] = inSet.Position;
                    facts[$"{prefix}, required"] = inSet.IsRequired.ToString();
                    facts[$"{prefix}, pipeline by value"] = inSet.ValueFromPipeline.ToString();
                    facts[$"{prefix}, pipeline by property name"] = inSet.ValueFromPipelineByPropertyName.ToString();
                    facts[$"{prefix}, remaining arguments"] = inSet.ValueFromRemainingArguments.ToString();
                }
            }
        }

        return facts;
    }

    private IEnumerable<HelpPageSection> Split()
    {
        HelpPageSection? section = null;
        foreach (Block block in Markdown.Parse(_text, s_pipeline))
        {
            if (block is HeadingBlock { Level: 2 or 3 } heading)
            {
                if (section is not null)
                {
                    yield return section;
                }

                string title = Source(heading).TrimStart('#').Trim();
                section = heading.Level == 2 ? new(title, "") : new(section!.Chapter, title);
            }
            else if (block is FencedCodeBlock code)
            {
                section!.Blocks.Add((code.Info ?? "", code.Lines.ToString()));
            }
            else if (block is not HtmlBlock)
            {
                section?.Blocks.Add((null, Source(block)));
            }
        }

        yield return section!;
    }

    private string Source(Block block) => _text.Substring(block.Span.Start, block.Span.Length);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@"\[([^\]]+)\]\(([^)]*)\)")]
    private static partial Regex Link();
}
