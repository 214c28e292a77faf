namespace TunPS;

/// <summary>What somebody may have meant who has mistyped a name.</summary>
internal static class NearName
{
    private const int LettersPerMistake = 3;

    /// <summary>The name that is most like what was typed; null when none is.</summary>
    internal static string? Find(string typed, IEnumerable<string> names)
        => names.Where(name => !IsNeighbour(typed, name))
            .Select(name => (Name: name, Mistakes: CountMistakes(typed.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(candidate => candidate.Mistakes * LettersPerMistake <= typed.Length)
            .OrderBy(candidate => candidate.Mistakes)
            .FirstOrDefault().Name;

    // Who types tun6 has not mistyped tun5.
    private static bool IsNeighbour(string typed, string name)
        => !typed.Equals(name, StringComparison.OrdinalIgnoreCase)
            && WithoutNumber(typed).Equals(WithoutNumber(name), StringComparison.OrdinalIgnoreCase);

    private static string WithoutNumber(string name) => name.TrimEnd(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);

    // How many letters are missing, too many, wrong, or have changed places: the optimal string alignment distance.
    private static int CountMistakes(string one, string other)
    {
        int[,] counts = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                counts[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(
                        Math.Min(counts[i - 1, j], counts[i, j - 1]) + 1,
                        counts[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    counts[i, j] = Math.Min(counts[i, j], counts[i - 2, j - 2] + 1);
                }
            }
        }

        return counts[one.Length, other.Length];
    }
}
