using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TunPS.Platform;

namespace TunPS;

/// <summary>
/// A route into an interface: which destinations, and how. Written as ip-route(8) does: "198.51.100.0/24", "default",
/// "2001:db8:1::/48 via 2001:db8::2 metric 10 src 2001:db8::1 table 100".
/// </summary>
public sealed record TunRoute
{
    /// <summary>The routing table in which the system looks unless a rule says otherwise.</summary>
    public const uint MainTable = 254;

    private const string DefaultWord = "default";
    private const string MainTableWord = "main";

    /// <summary>Makes a route of its parts.</summary>
    /// <param name="destination">The network that is reached; a prefix length of 0 is the default route.</param>
    /// <param name="gateway">The router's address, in a network of the interface; null without a router.</param>
    /// <param name="metric">The lower, the better; 0 leaves it to the system (0 for IPv4, 1024 for IPv6).</param>
    /// <param name="preferredSource">The source address of packets whose sender has not chosen one.</param>
    /// <param name="table">The routing table, from 1 on.</param>
    /// <exception cref="ArgumentException">The parts do not make a route.</exception>
    public TunRoute(
        IPNetwork destination,
        IPAddress? gateway = null,
        uint metric = 0,
        IPAddress? preferredSource = null,
        uint table = MainTable)
    {
        if (FindProblem(destination, gateway, preferredSource, table) is string problem)
        {
            throw new ArgumentException(problem, nameof(destination));
        }

        Destination = destination;
        Gateway = gateway;
        Metric = metric;
        PreferredSource = preferredSource;
        Table = table;
    }

    /// <summary>The network that is reached.</summary>
    public IPNetwork Destination { get; }

    /// <summary>The address of the router; null when the destination is reached without one.</summary>
    public IPAddress? Gateway { get; }

    /// <summary>The lower, the better.</summary>
    public uint Metric { get; }

    /// <summary>The source address of packets whose sender has not chosen one.</summary>
    public IPAddress? PreferredSource { get; }

    /// <summary>The number of the routing table.</summary>
    public uint Table { get; }

    /// <summary>The name of the interface that the route leads into; null when it was not read from one.</summary>
    public string? Device { get; init; }

    /// <summary>
    /// Reads what <see cref="ToString"/> writes. Bits of the destination behind the prefix count for nothing; without a
    /// prefix length it is a single host.
    /// </summary>
    /// <exception cref="FormatException">The text is no route; the message says why.</exception>
    public static TunRoute Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        IPAddress? gateway = null;
        IPAddress? source = null;
        uint metric = 0;
        uint table = MainTable;
        for (int i = 1; i < words.Length; i += 2)
        {
            string value = i + 1 < words.Length ? words[i + 1] : throw Invalid(text, $"nothing stands behind '{words[i]}'.");
            switch (words[i])
            {
                case "via":
                    gateway = ParseHost(value, text);
                    break;
                case "src":
                    source = ParseHost(value, text);
                    break;
                case "metric":
                    metric = ParseNumber(value, text);
                    break;
                case "table":
                    table = ParseTable(value, text);
                    break;
                default:
                    throw Invalid(text, $"'{words[i]}' is none of via, src, metric and table.");
            }
        }

        IPNetwork destination = ParseDestination(words.Length == 0 ? string.Empty : words[0], gateway ?? source, text);
        return FindProblem(destination, gateway, source, table) is string problem
            ? throw Invalid(text, problem)
            : new TunRoute(destination, gateway, metric, source, table);
    }

    /// <summary>Whether both are the same route, whichever interfaces they lead into.</summary>
    public bool Equals(TunRoute? other)
        => other is not null
            && Destination.Equals(other.Destination)
            && Equals(Gateway, other.Gateway)
            && Metric == other.Metric
            && Equals(PreferredSource, other.PreferredSource)
            && Table == other.Table;

    /// <summary>
    /// Whether another route is what this one asks for; what this one leaves to the system may be anything there.
    /// </summary>
    public bool IsMetBy(TunRoute other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Destination.Equals(other.Destination)
            && (Gateway is null || Gateway.Equals(other.Gateway))
            && (Metric == 0 || Metric == other.Metric)
            && (PreferredSource is null || PreferredSource.Equals(other.PreferredSource))
            && Table == other.Table;
    }

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Destination, Gateway, Metric, PreferredSource, Table);

    /// <summary>The text form, with only what is not the usual.</summary>
    public override string ToString()
    {
        string text = Destination.ToString();
        text += Gateway is null ? string.Empty : $" via {Gateway}";
        text += Metric == 0 ? string.Empty : $" metric {Metric}";
        text += PreferredSource is null ? string.Empty : $" src {PreferredSource}";
        return Table == MainTable ? text : $"{text} table {Table}";
    }

    /// <summary>
    /// Whether this system has several routing tables, and for its routes metrics and preferred sources. False on macOS.
    /// </summary>
    public static bool HasTables => TunPlatform.Current.FindUnavailable(TunFeature.RouteTable) is null;

    /// <summary>What the route asks for and not every system has.</summary>
    internal IEnumerable<TunFeature> Features
    {
        get
        {
            if (Metric != 0)
            {
                yield return TunFeature.RouteMetric;
            }

            if (PreferredSource is not null)
            {
                yield return TunFeature.PreferredSource;
            }

            if (Table != MainTable)
            {
                yield return TunFeature.RouteTable;
            }
        }
    }

    /// <summary>The network of an address: without the bits behind the prefix, which the system would refuse.</summary>
    internal static IPNetwork NetworkOf(IPAddress address, int prefixLength)
    {
        byte[] bytes = address.GetAddressBytes();
        for (int i = 0; i < bytes.Length; i++)
        {
            int bits = Math.Clamp(prefixLength - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - bits));
        }

        return new IPNetwork(new IPAddress(bytes), prefixLength);
    }

    private static IPNetwork ParseDestination(string word, IPAddress? relative, string text)
    {
        if (word == DefaultWord)
        {
            bool isIPv6 = relative?.AddressFamily == AddressFamily.InterNetworkV6;
            return new IPNetwork(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        }

        string[] parts = word.Split('/', 2);
        if (!IPAddressText.TryParse(parts[0], out IPAddress? address))
        {
            throw Invalid(text, "write the destination as 198.51.100.0/24, 2001:db8:1::/48 or default.");
        }

        int bits = TunAddress.Bits(address);
        return parts.Length == 1 ? new IPNetwork(address, bits)
            : int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int length) && length <= bits
            ? NetworkOf(address, length)
            : throw Invalid(text, $"the prefix length '{parts[1]}' is outside of 0..{bits}.");
    }

    private static IPAddress ParseHost(string word, string text)
        => IPAddressText.TryParse(word, out IPAddress? address)
            ? address
            : throw Invalid(text, $"'{word}' is no IP address.");

    private static uint ParseNumber(string word, string text)
        => uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            ? number
            : throw Invalid(text, $"'{word}' is no number of 0..{uint.MaxValue}.");

    private static uint ParseTable(string word, string text)
        => word == MainTableWord ? MainTable
            : uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out uint table) ? table
            : throw Invalid(text, $"'{word}' is no routing table: give its number, from 1 on, or {MainTableWord}.");

    private static FormatException Invalid(string text, string problem) => new($"'{text}' is no route: {problem}");

    /// <summary>Null for parts that make a route, otherwise what is wrong with them.</summary>
    internal static string? FindProblem(IPNetwork destination, IPAddress? gateway, IPAddress? source, uint table)
    {
        AddressFamily family = destination.BaseAddress.AddressFamily;
        return (gateway ?? destination.BaseAddress).AddressFamily != family
            || (source ?? destination.BaseAddress).AddressFamily != family
            ? "the destination, the gateway and the source are of one family."
            : TunAddress.FindProblem(gateway)
            ?? TunAddress.FindProblem(source)
            ?? (table == 0 ? "the tables are numbered from 1 on." : null);
    }
}
