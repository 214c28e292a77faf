namespace TunPS.Stress;

/// <summary>Prints what was measured, and counts the limits that were missed.</summary>
internal sealed class Report
{
    internal int Missed { get; private set; }

    internal int Skipped { get; private set; }

    /// <summary>Prints the table, a line at a time, with its columns aligned.</summary>
    internal void Print(Table table)
    {
        Missed += table.Missed;
        Console.WriteLine(table.Title);
        int[] widths = [.. Enumerable.Range(0, table.Rows[0].Length)
            .Select(column => table.Rows.Max(row => column < row.Length ? row[column].Length : 0))];
        foreach (string[] row in table.Rows)
        {
            // The name to the left, figures to the right, limit and verdict to the left.
            IEnumerable<string> cells = row.Select((cell, column) => column == 0 || column >= widths.Length - 2
                ? cell.PadRight(widths[column])
                : cell.PadLeft(widths[column]));
            Console.WriteLine($"  {string.Join("  ", cells).TrimEnd()}");
        }

        Console.WriteLine();
    }

    /// <summary>Says what could not be measured, and why.</summary>
    internal void Skip(string what, string reason)
    {
        Skipped++;
        Console.WriteLine($"SKIPPED: {what}: {reason}\n");
    }
}
