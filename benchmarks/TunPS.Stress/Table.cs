namespace TunPS.Stress;

/// <summary>Figures in rows; each row can have a limit, which it holds or misses.</summary>
internal sealed class Table
{
    private readonly List<string[]> _rows;

    internal Table(string title, params string[] columns)
    {
        Title = title;
        _rows = [[.. columns, "limit", "verdict"]];
    }

    internal string Title { get; }

    /// <summary>The header and the rows.</summary>
    internal IReadOnlyList<string[]> Rows => _rows;

    internal int Missed { get; private set; }

    /// <summary>Adds a row without a limit.</summary>
    internal void Add(params string[] cells) => _rows.Add([.. cells, "", ""]);

    /// <summary>Adds a row with a limit.</summary>
    internal void AddLimited(string limit, bool holds, params string[] cells)
    {
        Missed += holds ? 0 : 1;
        _rows.Add([.. cells, limit, holds ? "ok" : "MISSED"]);
    }

    /// <summary>
    /// Adds a row that says what the floods really were, if there were any: with too small a flood the rest of the
    /// table shows nothing.
    /// </summary>
    internal void AddFloods(string reader, IReadOnlyCollection<FloodRates> floods)
    {
        if (floods.Count == 0)
        {
            return;
        }

        FloodRates rates = FloodRates.Mean(floods);
        string[] cells =
            [$"packets/s offered, and received by {reader}", Figure.Whole(rates.Offered), Figure.Whole(rates.Received)];
        IEnumerable<string> padding = Enumerable.Repeat("", Math.Max(0, _rows[0].Length - cells.Length - 2));
        AddLimited(
            $"offered >= {Figure.Whole(FloodRates.Required)}", rates.Offered >= FloodRates.Required, [.. cells, .. padding]);
    }
}
