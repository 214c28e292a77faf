namespace TunPS;

/// <summary>The types and codes of ICMP in the words of Wireshark (IANA, "ICMP Parameters").</summary>
internal static class IcmpNames
{
    private static readonly string[] s_unreachable =
    [
        "Network unreachable", "Host unreachable", "Protocol unreachable", "Port unreachable",
        "Fragmentation needed", "Source route failed", "Destination network unknown", "Destination host unknown",
        "Source host isolated", "Network administratively prohibited", "Host administratively prohibited",
        "Network unreachable for TOS", "Host unreachable for TOS", "Communication administratively filtered",
        "Host precedence violation", "Precedence cutoff in effect",
    ];

    private static readonly string[] s_redirect =
    [
        "Redirect for network", "Redirect for host", "Redirect for TOS and network", "Redirect for TOS and host",
    ];

    private static readonly string[] s_exceeded =
        ["Time to live exceeded in transit", "Fragment reassembly time exceeded"];

    private static readonly string[] s_parameter =
        ["Pointer indicates the error", "Required option missing", "Bad length"];

    private static readonly string[] s_photuris =
    [
        "Bad SPI", "Authentication Failed", "Decompression Failed", "Decryption Failed", "Need Authentication",
        "Need Authorization",
    ];

    private static readonly string[] s_extendedEcho =
    [
        "No error", "Malformed Query", "No Such Interface", "No Such Table Entry",
        "Multiple Interfaces Satisfy Query",
    ];

    /// <summary>True when an identifier and a sequence number follow.</summary>
    internal static bool HasSequence(byte type) => type is 0 or 8 or (>= 13 and <= 18);

    /// <summary>True when the code tells more.</summary>
    internal static bool HasCodes(byte type) => type is 3 or 5 or 6 or 9 or 11 or 12 or 40 or 42 or 43;

    /// <summary>What the code says of its type; null when that is not known.</summary>
    internal static string? Code(byte type, byte code) => type switch
    {
        3 => Choose(s_unreachable, code),
        5 => Choose(s_redirect, code),
        6 => code == 0 ? "Alternate address for host" : null,
        9 => code == 0 ? "Normal router advertisement" : code == 16 ? "Does not route common traffic" : null,
        11 => Choose(s_exceeded, code),
        12 => Choose(s_parameter, code),
        40 => Choose(s_photuris, code),
        42 => code == 0 ? s_extendedEcho[0] : null,
        43 => Choose(s_extendedEcho, code),
        _ => null,
    };

    internal static string Type(byte type, byte code) => type switch
    {
        0 => "Echo (ping) reply",
        1 or 2 => "Reserved",
        3 => "Destination unreachable",
        4 => "Source quench (flow control)",
        5 => "Redirect",
        6 => "Alternate host address",
        8 => "Echo (ping) request",
        9 => code is 0 or 16 ? "Mobile IP Advertisement" : "Router advertisement",
        10 => "Router solicitation",
        11 => "Time-to-live exceeded",
        12 => "Parameter problem",
        13 => "Timestamp request",
        14 => "Timestamp reply",
        15 => "Information request",
        16 => "Information reply",
        17 => "Address mask request",
        18 => "Address mask reply",
        19 => "Reserved (for security)",
        30 => "Traceroute",
        31 => "Datagram Conversion Error",
        32 => "Mobile Host Redirect",
        33 => "IPv6 Where-Are-You",
        34 => "IPv6 I-Am-Here",
        35 => "Mobile Registration Request",
        36 => "Mobile Registration Reply",
        37 => "Domain Name Request",
        38 => "Domain Name Reply",
        39 => "SKIP",
        40 => "Photuris",
        41 => "Experimental mobility protocols",
        42 => "Extended Echo request",
        43 => "Extended Echo reply",
        _ => "Unknown ICMP (obsolete or malformed?)",
    };

    internal static string? Choose(string[] names, int number) => number < names.Length ? names[number] : null;
}
