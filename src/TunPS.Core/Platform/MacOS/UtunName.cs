using System.Globalization;

namespace TunPS.Platform.MacOS;

/// <summary>The names that macOS gives its TUN devices: "utun" and a number.</summary>
internal static class UtunName
{
    private const string Prefix = "utun";
    private const string Placeholder = "%d";

    // Units of kernel controls are numbered from 1 on, below 65536.
    private const int MaxNumber = 65534;

    /// <summary>Whether an interface of that name is a TUN device.</summary>
    internal static bool IsUtun(string name) => NumberOf(name) is not null;

    /// <summary>Null for a name that can be asked for, otherwise what is wrong with it, as a sentence.</summary>
    internal static string? FindProblem(string name)
        => IsAutomatic(name) || IsUtun(name) ? null
            : $"'{name}' is no name that macOS gives: a TUN device is utun and a number of 0..{MaxNumber} there, such as "
                + "utun7. Give no name to let the system pick the first that is free.";

    /// <summary>The unit to ask for: 1 more than the number, or 0 for the first that is free.</summary>
    internal static uint ToUnit(string? name) => name is null || NumberOf(name) is not int number ? 0 : (uint)number + 1;

    private static bool IsAutomatic(string name) => name is Prefix or Prefix + Placeholder;

    // Without leading zeros: the system would make utun1 of utun01.
    private static int? NumberOf(string name)
        => name.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number <= MaxNumber
            && name.Length == Prefix.Length + number.ToString(CultureInfo.InvariantCulture).Length
            ? number
            : null;
}
