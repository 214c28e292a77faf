using System.Text;

namespace TunPS.Tests.Examples;

/// <summary>Compares what an example prints with what its page says, in shape.</summary>
internal static class ExampleComparison
{
    /// <summary>Stands on a page for any lines, or none.</summary>
    private const string AnyLines = "...";

    private const string Title = "The page says";
    private const int LongestColumn = 110;

    /// <summary>How they differ, side by side; null when they have the same shape.</summary>
    /// <param name="expected">What the page says.</param>
    /// <param name="actual">What came.</param>
    /// <param name="isExact">Whether all numbers count, and the number of rows.</param>
    internal static string? Difference(string expected, string actual, bool isExact = false)
    {
        List<ExampleLine> page = Lines(expected, isExact);
        List<ExampleLine> run = Lines(actual, isExact);
        return Matches(page, run) ? null : SideBySide(page, run);
    }

    // Lines of the same shape that follow each other are rows of one kind: there may be more of them, or fewer.
    private static List<ExampleLine> Lines(string text, bool isExact)
    {
        List<ExampleLine> lines = [];
        foreach (string line in text.Trim('\n', ' ').Split('\n'))
        {
            string shape = line.Trim() == AnyLines ? AnyLines : ExampleShape.Of(line, isExact);
            bool canRepeat = !isExact || shape.Length == 0;
            if (!canRepeat || lines.Count == 0 || !ExampleShape.AreSame(lines[^1].Shape, shape))
            {
                lines.Add(new ExampleLine(line.TrimEnd(), shape));
            }
        }

        return lines;
    }

    private static bool Matches(List<ExampleLine> page, List<ExampleLine> run)
    {
        // reached[j]: the lines of the page so far can be the first j of the run.
        bool[] reached = new bool[run.Count + 1];
        reached[0] = true;
        foreach (ExampleLine line in page)
        {
            bool[] next = new bool[run.Count + 1];
            for (int j = 0; j <= run.Count; j++)
            {
                next[j] = line.Shape == AnyLines
                    ? reached[j] || (j > 0 && next[j - 1])
                    : j > 0 && reached[j - 1] && ExampleShape.AreSame(line.Shape, run[j - 1].Shape);
            }

            reached = next;
        }

        return reached[^1];
    }

    private static string SideBySide(List<ExampleLine> page, List<ExampleLine> run)
    {
        int[,] common = new int[page.Count + 1, run.Count + 1];
        for (int i = page.Count - 1; i >= 0; i--)
        {
            for (int j = run.Count - 1; j >= 0; j--)
            {
                common[i, j] = ExampleShape.AreSame(page[i].Shape, run[j].Shape)
                    ? common[i + 1, j + 1] + 1
                    : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        int width = Math.Min(LongestColumn, page.Max(line => Math.Max(Title.Length, line.Text.Length)) + 1);
        StringBuilder table = new();
        Add(" ", Title, "It prints");
        int left = 0;
        int right = 0;
        while (left < page.Count || right < run.Count)
        {
            bool hasBoth = left < page.Count && right < run.Count;
            if (hasBoth && ExampleShape.AreSame(page[left].Shape, run[right].Shape))
            {
                Add(" ", page[left++].Text, run[right++].Text);
            }
            else if (hasBoth && common[left + 1, right + 1] == common[left, right])
            {
                Add("!", page[left++].Text, run[right++].Text);
            }
            else if (left < page.Count && (right == run.Count || common[left + 1, right] == common[left, right]))
            {
                Add("!", page[left++].Text, string.Empty);
            }
            else
            {
                Add("!", string.Empty, run[right++].Text);
            }
        }

        return table.ToString();

        void Add(string mark, string one, string other)
            => table.Append(mark).Append(' ').Append(one.PadRight(width)).Append("| ").Append(other).Append('\n');
    }
}
