using TunPS.Stress.Speed.Output;

namespace TunPS.Stress;

/// <summary>What was asked for.</summary>
/// <param name="Scenarios">What is to be measured, in the order in which it is.</param>
/// <param name="Files">Where the figures of speed go besides, by the option that says so.</param>
internal sealed record CommandLine(IReadOnlyList<Scenario> Scenarios, IReadOnlyDictionary<string, string> Files)
{
    internal const string Json = "--json";
    internal const string Svg = "--svg";
    internal const string Markdown = "--markdown";

    /// <summary>The word for all scenarios of speed.</summary>
    internal const string Speed = "speed";

    /// <summary>Reads it; null when it makes no sense, and then why.</summary>
    internal static CommandLine? Parse(IReadOnlyList<string> words, out string problem)
    {
        List<Scenario> scenarios = [];
        Dictionary<string, string> files = [];
        for (int i = 0; i < words.Count; i++)
        {
            if (words[i] is Json or Svg or Markdown)
            {
                if (i + 1 == words.Count)
                {
                    problem = $"{words[i]} needs the name of a file.";
                    return null;
                }

                files[words[i]] = Path.GetFullPath(words[++i]);
            }
            else if (words[i] == Speed)
            {
                scenarios.AddRange(Catalog.All.Where(scenario => scenario.IsSpeed));
            }
            else if (Catalog.Find(words[i]) is Scenario scenario)
            {
                scenarios.Add(scenario);
            }
            else
            {
                problem = $"There is no scenario '{words[i]}'.";
                return null;
            }
        }

        // Told now, not after a quarter of an hour.
        problem = files.GetValueOrDefault(Markdown) is string page ? MarkdownBlock.FindProblem(page) ?? "" : "";
        return problem.Length > 0 ? null : new CommandLine(scenarios.Count == 0 ? Catalog.All : scenarios, files);
    }
}
