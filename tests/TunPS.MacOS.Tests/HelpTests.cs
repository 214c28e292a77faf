using TunPS.Platform;
using TunPS.Platform.MacOS;

namespace TunPS.MacOS.Tests;

/// <summary>What utun has not got stands in one table, and the pages of the help print it.</summary>
public sealed class HelpTests
{
    private const string Introduction = "what utun has not got is the error TunNotSupported:";

    [Theory]
    [InlineData("New-TunDevice.md")]
    [InlineData("TunPS.md")]
    public void The_help_says_what_utun_has_not_got_in_the_words_of_the_errors(string page)
        => Assert.Equal(Enum.GetValues<TunFeature>().Select(Sentences), ReadList(page));

    // As an error says it: the reason ends the message, and the remedy is the recommended action.
    private static string Sentences(TunFeature feature)
    {
        Failure failure = UtunLimits.Find(feature);
        string reason = failure.Reason.StartsWith("macOS ", StringComparison.Ordinal)
            ? failure.Reason
            : char.ToUpperInvariant(failure.Reason[0]) + failure.Reason[1..];
        return $"{reason}. {failure.Remedy}";
    }

    // Without the marks that make code of a word.
    private static IEnumerable<string> ReadList(string page) => File
        .ReadAllText(Path.Combine(AppContext.BaseDirectory, "Help", page)).Replace("`", "")
        .Split('\n')
        .SkipWhile(line => !line.EndsWith(Introduction, StringComparison.Ordinal))
        .Skip(1)
        .SkipWhile(line => !line.StartsWith("- ", StringComparison.Ordinal))
        .TakeWhile(line => line.StartsWith("- ", StringComparison.Ordinal))
        .Select(line => line[2..]);
}
