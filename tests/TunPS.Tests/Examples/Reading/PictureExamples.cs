using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace TunPS.Tests.Examples;

/// <summary>
/// Finds the commands that a picture of a terminal shows, and what they print: an SVG with a text element for each run of
/// characters of one colour.
/// </summary>
internal static class PictureExamples
{
    // As the terminal is drawn: where its first character stands, and how far it is to the next one and the next line.
    private const double Left = 16;
    private const double Width = 7.83;
    private const double Height = 19;

    // It waits for the next command.
    private const string NextPrompt = "\nPS>";

    /// <summary>Reads a picture; one that shows no prompt has no example.</summary>
    /// <param name="name">Its path from the root of the clone.</param>
    /// <param name="text">What it contains.</param>
    internal static ExamplePage Read(string name, string text)
    {
        ExamplePageBuilder page = new(name);
        string transcript = ReadTranscript(XDocument.Parse(text));
        if (ExampleTranscript.IsTranscript(transcript))
        {
            page.Transcript(transcript, line: 1);
        }

        return page.Build();
    }

    private static string ReadTranscript(XDocument picture)
    {
        StringBuilder transcript = new();
        double previous = double.NaN;
        foreach (IGrouping<double, XElement> line in picture.Descendants()
            .Where(element => element.Name.LocalName == "text" && element.Attribute("text-anchor") is null)
            .GroupBy(element => Number(element, "y"))
            .OrderBy(line => line.Key))
        {
            if (!double.IsNaN(previous))
            {
                _ = transcript.Append('\n', (int)Math.Round((line.Key - previous) / Height));
            }

            previous = line.Key;
            _ = transcript.Append(ReadLine(line));
        }

        string shown = transcript.ToString();
        return shown.EndsWith(NextPrompt, StringComparison.Ordinal) ? shown[..^NextPrompt.Length] : shown;
    }

    private static string ReadLine(IEnumerable<XElement> line)
    {
        string words = string.Empty;
        foreach (XElement element in line.OrderBy(element => Number(element, "x")))
        {
            words = words.PadRight((int)Math.Round((Number(element, "x") - Left) / Width)) + element.Value;
        }

        return words;
    }

    private static double Number(XElement element, string name)
        => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
