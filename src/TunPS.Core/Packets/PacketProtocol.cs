using System.Globalization;

namespace TunPS;

/// <summary>
/// What can be asked for as the protocol of a packet: what IP carries (Tcp, Udp, Icmp, 132) or what a frame carries (Arp,
/// IPv4, IPv6). IPv4 and IPv6 are the version, on a TUN device too; IP in IP is meant by its numbers, 4 and 41.
/// </summary>
public readonly record struct PacketProtocol
{
    /// <summary>Asks for what IP carries.</summary>
    public PacketProtocol(IPProtocol protocol) => IPProtocol = protocol;

    /// <summary>Asks for what a frame carries.</summary>
    public PacketProtocol(EtherType etherType) => EtherType = etherType;

    /// <summary>What IP carries; null when the question is another.</summary>
    public IPProtocol? IPProtocol { get; }

    /// <summary>What the frame carries; null when the question is another.</summary>
    public EtherType? EtherType { get; }

    /// <summary>Asks for what IP carries, by its number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is none of 0..255.</exception>
    public static PacketProtocol FromNumber(int number)
        => number is >= 0 and <= byte.MaxValue
            ? new PacketProtocol((IPProtocol)number)
            : throw new ArgumentOutOfRangeException(nameof(number), number, "The numbers of IP protocols are 0 to 255.");

    /// <summary>Reads a name of either kind, whatever its case, or the number of an IP protocol.</summary>
    /// <exception cref="FormatException">The text is none of that.</exception>
    public static PacketProtocol Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string word = text.Trim();
        if (byte.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out byte number))
        {
            return FromNumber(number);
        }

        // Enum.TryParse takes numbers and lists as well.
        bool isName = word.Length > 0 && word.All(char.IsAsciiLetterOrDigit) && char.IsAsciiLetter(word[0]);
        return isName && Enum.TryParse(word, ignoreCase: true, out EtherType etherType) ? new PacketProtocol(etherType)
            : isName && Enum.TryParse(word, ignoreCase: true, out IPProtocol protocol) ? new PacketProtocol(protocol)
            : throw new FormatException(
                $"'{text}' is no protocol. Give a name, such as Tcp, Udp, Icmp, IcmpV6, IPv6 or Arp, or a number of 0..255.");
    }

    /// <summary>The name, or the number of what has none.</summary>
    public override string ToString() => EtherType is EtherType etherType ? $"{etherType}" : $"{IPProtocol}";
}
