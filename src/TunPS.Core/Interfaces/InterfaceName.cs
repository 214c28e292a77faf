using System.Text;

namespace TunPS;

/// <summary>The rules for interface names, checked before the kernel sees one: it cuts long names in silence.</summary>
internal static class InterfaceName
{
    /// <summary>IFNAMSIZ less the NUL.</summary>
    internal const int MaxBytes = 15;

    /// <summary>Null for a good name, otherwise what is wrong with it, as a sentence.</summary>
    internal static string? FindProblem(string name)
    {
        if (name.Length == 0)
        {
            return "An interface name is not empty. Give no name at all to let the kernel pick one.";
        }

        int bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes > MaxBytes)
        {
            return $"'{name}' has {bytes} bytes; an interface name has at most {MaxBytes}.";
        }

        if (name is "." or "..")
        {
            return $"'{name}' is not an interface name.";
        }

        foreach (char c in name)
        {
            if (c is '/' or ':' || char.IsWhiteSpace(c) || char.IsControl(c) || HasLatinSpace(c))
            {
                return $"'{name}' contains {Show(c)}; an interface name has no slash, colon, white space or control character.";
            }
        }

        int percent = name.IndexOf('%', StringComparison.Ordinal);
        return percent < 0
            || (name.AsSpan(percent).StartsWith("%d") && name.IndexOf('%', percent + 1) < 0)
            ? null
            : $"'{name}' is no interface name: '%' may stand there once and only as %d, which the kernel replaces by a number.";
    }

    // The kernel looks at the bytes, and takes this one for a space (of Latin-1), wherever UTF-8 has it.
    private static bool HasLatinSpace(char c)
        => !char.IsSurrogate(c) && Encoding.UTF8.GetBytes([c]).Contains((byte)0xA0);

    private static string Show(char c) => c switch
    {
        ' ' => "a space",
        _ when char.IsControl(c) || char.IsWhiteSpace(c) => $"U+{(int)c:X4}",
        _ => $"'{c}'",
    };
}
