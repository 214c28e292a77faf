using System.Globalization;

namespace TunPS.MacOS.Tests.Native;

/// <summary>What xnu's headers say, by the names that TunPS.Native.MacOS has for it.</summary>
internal static class Facts
{
    /// <summary>As it is written out in this project.</summary>
    internal static IReadOnlyDictionary<string, string> Table { get; } = ReadTable(
        string.Concat(StructTable.Text, ConstantTable.Text, ImageTable.Text));

    /// <summary>As a C compiler has it; as the table has it where there is none in the folders.</summary>
    internal static IReadOnlyDictionary<string, string> Find(string? folders)
        => CCompiler.Find(folders) is CCompiler compiler ? ReadLines(compiler.Run("layouts.c")) : Table;

    /// <summary>Reads "Type.Field=value" lines.</summary>
    internal static Dictionary<string, string> ReadLines(string text)
        => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .ToDictionary(line => line[0], line => line[1]);

    private static Dictionary<string, string> ReadTable(string text)
    {
        Dictionary<string, string> facts = [];
        foreach (string entry in Split(text, ';'))
        {
            string[] halves = entry.Split(':', 2);
            string[] type = Split(halves[0], ' ');
            if (type.Length > 1)
            {
                facts.Add(type[0], type[1]);
            }

            foreach (string member in Split(halves[1], ','))
            {
                string[] words = Split(member, ' ', '\n');
                facts.Add($"{type[0]}.{words[0]}", type[0] == "Image" ? Bytes(words[1..]) : Value(words[1]));
            }
        }

        return facts;
    }

    private static string[] Split(string text, params char[] separators)
        => text.Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Value(string word) => word.StartsWith("0x", StringComparison.Ordinal)
        ? Convert.ToUInt64(word, 16).ToString(CultureInfo.InvariantCulture)
        : word;

    private static string Bytes(IEnumerable<string> words) => string.Concat(words.Select(word => word.Length == 2
        ? word
        : string.Concat(Enumerable.Repeat(word[..2], int.Parse(word[3..], CultureInfo.InvariantCulture)))));
}
