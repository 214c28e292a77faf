using System.Globalization;
using System.Text.RegularExpressions;
using TunPS.Stress.Speed;

namespace TunPS.Stress.Scenarios;

/// <summary>What a run of ping(8) says.</summary>
internal sealed partial class Ping
{
    // Enough on the way that a loss stops nothing, and too little to fill a queue.
    private const int Preload = 20;

    private readonly List<(int Sequence, double Milliseconds)> _replies = [];
    private readonly GroupCollection _counts;
    private readonly double[] _times;

    private Ping(IEnumerable<string> lines)
    {
        GroupCollection? counts = null;
        double[] times = [];
        foreach (string line in lines)
        {
            if (ReplyPattern().Match(line) is { Success: true } reply)
            {
                _replies.Add(((int)Number(reply.Groups["sequence"]), Number(reply.Groups["time"])));
            }
            else if (CountPattern().Match(line) is { Success: true } count)
            {
                counts = count.Groups;
            }
            else if (TimePattern().Match(line) is { Success: true } time)
            {
                times = [.. ((string[])["min", "mean", "max", "deviation"]).Select(name => Number(time.Groups[name]))];
            }
        }

        _counts = counts ?? throw new InvalidOperationException("ping says nothing.");
        _times = times.Length > 0 ? times : throw new InvalidOperationException("ping got no reply.");
    }

    internal double Transmitted => Number(_counts["transmitted"]);

    internal double Lost => Transmitted - Number(_counts["received"]);

    internal double Duplicates => _counts["duplicates"].Success ? Number(_counts["duplicates"]) : 0;

    /// <summary>Times of replies, in milliseconds.</summary>
    internal double Min => _times[0];

    internal double Mean => _times[1];

    /// <summary>Of the times from their mean: the square root of the mean square.</summary>
    internal double Deviation => _times[3];

    /// <summary>In the order in which they came; none of a flood.</summary>
    internal IReadOnlyList<(int Sequence, double Milliseconds)> Replies => _replies;

    /// <summary>How many replies came before one with a lower number.</summary>
    internal int Overtaking
    {
        get
        {
            int lowest = int.MaxValue;
            int count = 0;
            for (int i = _replies.Count - 1; i >= 0; i--)
            {
                count += _replies[i].Sequence > lowest ? 1 : 0;
                lowest = Math.Min(lowest, _replies[i].Sequence);
            }

            return count;
        }
    }

    /// <summary>Pings at an even pace.</summary>
    /// <param name="end">From where.</param>
    /// <param name="address">To where.</param>
    /// <param name="count">How many times.</param>
    /// <param name="interval">In milliseconds.</param>
    /// <param name="onReply">Is called for each reply, when it is there, with its number.</param>
    internal static Ping Run(
        PrivateEnd end, string address, int count, double interval, Action<int>? onReply = null)
    {
        using CProgram.Run program = end.Start(
            "ping", "-n", "-c", count, "-i", interval / 1000, "-W", 1, address);
        List<string> lines = [];
        do
        {
            lines.Add(program.ReadLine());
            if (ReplyPattern().Match(lines[^1]) is { Success: true } reply)
            {
                onReply?.Invoke((int)Number(reply.Groups["sequence"]));
            }
        }
        while (!CountPattern().IsMatch(lines[^1]));

        return new Ping(lines.Concat(program.End().Split('\n')));
    }

    /// <summary>Pings as fast as replies come.</summary>
    internal static Ping Flood(PrivateEnd end, string address, int count)
    {
        using CProgram.Run program = end.Start("ping", "-n", "-q", "-f", "-l", Preload, "-c", count, "-W", 1, address);
        return new Ping(program.End().Split('\n'));
    }

    private static double Number(Group group) => double.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"icmp_seq=(?<sequence>\d+) .*time=(?<time>[\d.]+) ms")]
    private static partial Regex ReplyPattern();

    [GeneratedRegex(
        @"^(?<transmitted>\d+) packets transmitted, (?<received>\d+) received(, \+(?<duplicates>\d+) duplicates)?")]
    private static partial Regex CountPattern();

    [GeneratedRegex(@"= (?<min>[\d.]+)/(?<mean>[\d.]+)/(?<max>[\d.]+)/(?<deviation>[\d.]+) ms")]
    private static partial Regex TimePattern();
}
