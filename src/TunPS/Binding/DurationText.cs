namespace TunPS;

/// <summary>Times as people write them: a number with a unit, as 50ms, or without one, which is seconds.</summary>
internal static class DurationText
{
    private static readonly (string Unit, double Seconds)[] s_units =
        [("ms", 1e-3), ("us", 1e-6), ("µs", 1e-6), ("ns", 1e-9), ("s", 1), ("min", 60)];

    /// <summary>The seconds; null for what is neither.</summary>
    internal static double? Parse(string text)
    {
        string trimmed = text.Trim();
        foreach ((string unit, double seconds) in s_units)
        {
            if (trimmed.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
            {
                return NumberText.Parse(trimmed[..^unit.Length]) * seconds;
            }
        }

        return NumberText.Parse(trimmed);
    }
}
