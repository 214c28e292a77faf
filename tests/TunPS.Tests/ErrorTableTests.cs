using System.Text.RegularExpressions;

namespace TunPS.Tests;

/// <summary>Every error that the module can give stands in the guide and in the help, and nothing else does.</summary>
public sealed partial class ErrorTableTests
{
    private static readonly string[] s_ids = Enum.GetNames<TunErrorId>();

    // By id: category and remedy.
    private static readonly ILookup<string, (string Category, string Remedy)> s_table = Row()
        .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "guides", "troubleshooting.md")))
        .ToLookup(
            row => row.Groups[1].Value,
            row => (row.Groups[2].Value, row.Groups[3].Value.Replace(@"\|", "|", StringComparison.Ordinal)));

    /// <summary>The errors whose recommended action is always the same.</summary>
    public static TheoryData<string, string> Remedies()
    {
        using SocketPair pair = new();
        ErrorRecord[] records =
        [
            TunErrors.Map(new TunInterruptedException("x", default), null)!,
            TunErrors.Map(new TimeoutException(), null)!,
            TunErrors.Map(new ObjectDisposedException("TunPS.InterruptEvent"), null)!,
            TunErrors.DeviceClosed(pair.Device),
            TunErrors.ZeroValue(),
            TunErrors.InterfaceNotFound("tun0"),
            TunErrors.CaptureExists("x"),
            TunErrors.CaptureNotFound("x", isPattern: true),
            TunErrors.CaptureSeveral("x", 2),
            TunErrors.Capture(new DirectoryNotFoundException(), "x", isWriting: true)!,
            TunErrors.Capture(new UnauthorizedAccessException(), "x", isWriting: true)!,
            TunErrors.CaptureProblem(new CaptureProblem(IsTruncated: true, 0, "x"), "x"),
            TunErrors.CaptureProblem(new CaptureProblem(IsTruncated: false, 0, "x"), "x"),
            TunErrors.NothingToTest(),
            TunErrors.NoDeviceToTest(null),
        ];
        return [.. records.Select(record => (record.FullyQualifiedErrorId, record.ErrorDetails.RecommendedAction))];
    }

    [Fact]
    public void Every_error_id_has_one_row_in_the_guide()
        => Assert.Equal(
            s_ids.Order(StringComparer.Ordinal),
            s_table.SelectMany(rows => rows, (rows, _) => rows.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void The_guide_gives_the_category_that_the_error_has()
        => Assert.All(Enum.GetValues<TunErrorId>(), id => Assert.Equal(
            $"{TunErrors.CategoryOf(id)}", Assert.Single(s_table[$"{id}"]).Category));

    [Theory]
    [MemberData(nameof(Remedies))]
    public void The_guide_says_what_the_recommended_action_says(string id, string action)
        => Assert.Contains(action, Assert.Single(s_table[id]).Remedy, StringComparison.Ordinal);

    [Fact]
    public void No_id_is_listed_that_no_error_has()
    {
        string source = string.Concat(Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src", "TunPS", "Errors"), "TunErrors*.cs")
            .Where(file => !file.EndsWith("Categories.cs", StringComparison.Ordinal))
            .Select(File.ReadAllText));

        Assert.All(s_ids, id => Assert.Contains($"TunErrorId.{id}", source, StringComparison.Ordinal));
    }

    [Fact]
    public void The_notes_of_the_help_name_every_error_id_and_no_other()
    {
        string[] types = [.. new[] { typeof(TunDevice), typeof(TunErrors) }
            .SelectMany(type => type.Assembly.GetExportedTypes(), (_, type) => type.Name)];
        string[] named = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs", "en-US"), "*-*.md")
            .SelectMany(page => Id().Matches(Notes().Match(File.ReadAllText(page)).Value), (_, match) => match.Value)
            .Distinct()
            .Except(types)];

        Assert.Equal(s_ids.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"^\| `(Tun\w+)` \| (\w+) \| .+? \| (.+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    // Neither a cmdlet such as New-TunDevice nor a type such as TunPS.TunDevice.
    [GeneratedRegex(@"(?<![\w.-])Tun[A-Z][a-z]\w*")]
    private static partial Regex Id();

    [GeneratedRegex(@"^## NOTES$.*?(?=^## )", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Notes();
}
