using System.Globalization;

namespace TunPS;

/// <summary>How fast packets follow each other: at once, as they were recorded, or so many a second.</summary>
public readonly record struct PacketPace
{
    private const string AsapWord = "Asap";
    private const string RecordedWord = "Recorded";

    /// <summary>A pace of so many packets a second; a fraction for fewer than one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not above 0, or not finite.</exception>
    public PacketPace(double packetsPerSecond)
    {
        if (!double.IsFinite(packetsPerSecond) || packetsPerSecond <= 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(packetsPerSecond), packetsPerSecond, "A pace in packets a second is a number above 0.");
        }

        PacketsPerSecond = packetsPerSecond;
    }

    /// <inheritdoc cref="PacketPace(double)"/>
    public PacketPace(int packetsPerSecond)
        : this((double)packetsPerSecond)
    {
    }

    /// <summary>One right behind the other.</summary>
    public static PacketPace Asap => default;

    /// <summary>With the time between them that their timestamps have.</summary>
    public static PacketPace Recorded { get; } = new() { IsRecorded = true };

    /// <summary>Whether the timestamps give the pace.</summary>
    public bool IsRecorded { get; private init; }

    /// <summary>How many packets a second; null for the paces that are no number.</summary>
    public double? PacketsPerSecond { get; }

    /// <summary>Reads Asap, Recorded, or a number of packets a second.</summary>
    /// <exception cref="FormatException">The text is none of that.</exception>
    public static PacketPace Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string word = text.Trim();
        return word.Equals(AsapWord, StringComparison.OrdinalIgnoreCase) ? Asap
            : word.Equals(RecordedWord, StringComparison.OrdinalIgnoreCase) ? Recorded
            : double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate)
                && double.IsFinite(rate) && rate > 0
            ? new PacketPace(rate)
            : throw new FormatException(
                $"'{text}' is no pace. Give {RecordedWord}, {AsapWord}, or a number of packets a second above 0.");
    }

    /// <summary>The text form.</summary>
    public override string ToString()
        => IsRecorded ? RecordedWord : PacketsPerSecond?.ToString(CultureInfo.InvariantCulture) ?? AsapWord;
}
