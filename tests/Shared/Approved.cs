using System.Reflection;

namespace TunPS.Testing;

/// <summary>
/// A text that somebody has approved, in a file beside the tests. What is added to it or taken away was meant, or the
/// test fails.
/// </summary>
internal static class Approved
{
    private const string Variable = "TUNPS_APPROVE";

    /// <summary>Compares a text with the approved one, or approves it where the variable says so.</summary>
    /// <param name="text">Lines; one that is indented belongs to the one above it that is indented less.</param>
    /// <param name="file">The file, from the folder of the repository on.</param>
    internal static void Check(string text, string file)
    {
        string root = typeof(Approved).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(attribute => attribute.Key == "RepositoryRoot").Value!;
        string path = Path.Combine(root, file);
        string actual = text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }

        string approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : string.Empty;
        string[] before = Paths(approved);
        string[] after = Paths(actual);
        string[] changes =
        [
            .. before.Except(after).Select(line => $"- {line}"),
            .. after.Except(before).Select(line => $"+ {line}"),
        ];
        Assert.True(
            approved == actual,
            $"""
            This is not what {file} approves:
            {(changes.Length == 0 ? "the order of the lines" : string.Join('\n', changes))}
            If it is meant, approve it: {Variable}=1 dotnet test --project {string.Join('/', file.Split('/').Take(2))}
            Look at the difference before you commit it, and tell of it in CHANGELOG.md.
            """);
    }

    /// <summary>Each line behind those that it belongs to, so that it means something alone.</summary>
    private static string[] Paths(string text)
    {
        List<string> paths = [];
        Stack<(int Indent, string Line)> above = [];
        foreach (string line in text.Split('\n').Where(line => line.Trim() is not ("" or "{" or "}")))
        {
            int indent = line.Length - line.TrimStart().Length;
            while (above.TryPeek(out (int Indent, string Line) last) && last.Indent >= indent)
            {
                _ = above.Pop();
            }

            paths.Add(string.Join(" / ", above.Reverse().Select(part => part.Line).Append(line.Trim())));
            above.Push((indent, line.Trim()));
        }

        return [.. paths];
    }
}
