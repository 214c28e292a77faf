namespace TunPS.Tests.Help;

/// <summary>What a page, the MAML or a cmdlet says, as short answers to questions that all of them answer.</summary>
internal sealed class HelpFacts : SortedDictionary<string, string>
{
    internal HelpFacts()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>Where two disagree, a line for each difference.</summary>
    internal static IEnumerable<string> Differences(string one, HelpFacts left, string other, HelpFacts right)
        => left.Keys.Union(right.Keys).Order(StringComparer.Ordinal)
            .Where(key => left.GetValueOrDefault(key) != right.GetValueOrDefault(key))
            .Select(key => $"{key}: {Said(one, left, key)}, and {Said(other, right, key)}.");

    private static string Said(string who, HelpFacts facts, string key)
        => facts.TryGetValue(key, out string? value) ? $"{who} has '{value}'" : $"{who} has nothing";
}
