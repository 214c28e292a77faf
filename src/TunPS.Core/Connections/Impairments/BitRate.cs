using System.Globalization;

namespace TunPS;

/// <summary>
/// How many bits pass in a second: 64kbit, 10Mbit, 1.5Gbit. k, M, G and T are powers of 1000.
/// </summary>
public readonly record struct BitRate : IComparable<BitRate>
{
    // The bits of the largest packet times 10^9, plus a rate, is still a long: so says what computes with it.
    private const long MaxBits = 1_000_000_000_000_000;

    private static readonly (string Prefix, long Factor)[] s_prefixes =
    [
        ("T", 1_000_000_000_000),
        ("G", 1_000_000_000),
        ("M", 1_000_000),
        ("k", 1_000),
        (string.Empty, 1),
    ];

    /// <summary>A rate of so many bits a second, at least 1 and at most 1000 Tbit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside of that.</exception>
    public BitRate(long bitsPerSecond)
    {
        if (bitsPerSecond is < 1 or > MaxBits)
        {
            throw new ArgumentOutOfRangeException(
                nameof(bitsPerSecond), bitsPerSecond, $"A rate is 1..{MaxBits} bits a second.");
        }

        BitsPerSecond = bitsPerSecond;
    }

    /// <inheritdoc cref="BitRate(long)"/>
    public BitRate(int bitsPerSecond)
        : this((long)bitsPerSecond)
    {
    }

    /// <summary>The same of a number that a script computed, as 1e7; a fraction of a bit is cut off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside of 1..1000 Tbit, or not finite.</exception>
    public BitRate(double bitsPerSecond)
        : this(bitsPerSecond is >= 1 and <= MaxBits
            ? (long)bitsPerSecond
            : throw new ArgumentOutOfRangeException(
                nameof(bitsPerSecond), bitsPerSecond, $"A rate is 1..{MaxBits} bits a second."))
    {
    }

    /// <summary>The number of bits; 0 only for the default value, which is no rate.</summary>
    public long BitsPerSecond { get; }

    /// <summary>Whether one rate is below the other.</summary>
    public static bool operator <(BitRate left, BitRate right) => left.BitsPerSecond < right.BitsPerSecond;

    /// <summary>Whether one rate is above the other.</summary>
    public static bool operator >(BitRate left, BitRate right) => left.BitsPerSecond > right.BitsPerSecond;

    /// <summary>Whether one rate is not above the other.</summary>
    public static bool operator <=(BitRate left, BitRate right) => left.BitsPerSecond <= right.BitsPerSecond;

    /// <summary>Whether one rate is not below the other.</summary>
    public static bool operator >=(BitRate left, BitRate right) => left.BitsPerSecond >= right.BitsPerSecond;

    /// <summary>
    /// Reads a number with or without a unit: 10000000, 10M, 10Mbit, 1.5 Gbit/s, 64kbit. Upper and lower case are the
    /// same, and the decimal sign is the point, whatever the culture. Bytes are refused, with or without knowing it:
    /// mbps means megabytes to tc and megabits to others.
    /// </summary>
    /// <exception cref="FormatException">The text is none of that; the message says why.</exception>
    public static BitRate Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string whole = text.Trim();
        int end = 0;
        while (end < whole.Length && (char.IsAsciiDigit(whole[end]) || whole[end] is '.'))
        {
            end++;
        }

        ReadOnlySpan<char> unit = whole.AsSpan(end).Trim();
        if (!decimal.TryParse(
            whole.AsSpan(0, end), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            throw NoRate(text);
        }

        long factor = FindFactor(unit);
        if (factor == 0)
        {
            throw MeansBytes(unit)
                ? new FormatException(
                    $"'{text}' counts bytes, or may mean to. A rate is in bits a second: write it as 10M or 10Mbit.")
                : NoRate(text);
        }

        // Compared before it is multiplied: the product of any number would be beyond what decimal holds.
        if (number > MaxBits / factor)
        {
            throw new FormatException($"'{text}' is too fast for a rate: the most are 1000 Tbit.");
        }

        decimal bits = number * factor;
        return bits < 1 ? throw new FormatException($"'{text}' is no rate: the least is 1 bit a second.")
            : bits != decimal.Truncate(bits)
                ? throw new FormatException($"'{text}' is no whole number of bits a second.")
                : new BitRate((long)bits);
    }

    /// <inheritdoc/>
    public int CompareTo(BitRate other) => BitsPerSecond.CompareTo(other.BitsPerSecond);

    /// <summary>The text form, in the largest unit that leaves no zero before the point: 1.5Mbit.</summary>
    public override string ToString()
    {
        foreach ((string prefix, long factor) in s_prefixes)
        {
            if (BitsPerSecond >= factor)
            {
                // A decimal divided by a power of ten is exact, so that the text can be read back.
                decimal number = (decimal)BitsPerSecond / factor;
                return string.Create(CultureInfo.InvariantCulture, $"{number}{prefix}bit");
            }
        }

        return "0bit";
    }

    // 0 for what is no unit of bits.
    private static long FindFactor(ReadOnlySpan<char> unit)
    {
        foreach ((string prefix, long factor) in s_prefixes)
        {
            if (unit.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
                && unit[prefix.Length..] is var rest
                && (rest.IsEmpty || Is(rest, "bit") || Is(rest, "bits") || Is(rest, "bit/s") || Is(rest, "bits/s")))
            {
                return factor;
            }
        }

        return 0;
    }

    private static bool MeansBytes(ReadOnlySpan<char> unit)
    {
        ReadOnlySpan<char> rest = unit.Length > 0 && "kmgt".Contains(char.ToLowerInvariant(unit[0])) ? unit[1..] : unit;
        rest = rest.StartsWith("i", StringComparison.OrdinalIgnoreCase) ? rest[1..] : rest;
        return Is(rest, "b") || Is(rest, "b/s") || Is(rest, "bps")
            || rest.StartsWith("byte", StringComparison.OrdinalIgnoreCase);
    }

    private static bool Is(ReadOnlySpan<char> text, string word)
        => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    private static FormatException NoRate(string text)
        => new($"'{text}' is no rate. Give bits a second as 10000000, 10M, 64kbit or 1.5Gbit.");
}
