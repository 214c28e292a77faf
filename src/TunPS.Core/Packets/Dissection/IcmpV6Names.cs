namespace TunPS;

/// <summary>The types and codes of ICMPv6 in the words of Wireshark (IANA, "ICMPv6 Parameters").</summary>
internal static class IcmpV6Names
{
    private static readonly string[] s_unreachable =
    [
        "no route to destination", "Administratively prohibited", "Beyond scope of source address",
        "Address unreachable", "Port unreachable", "Source address failed ingress/egress policy",
        "Reject route to destination", "Error in Source Routing Header",
    ];

    private static readonly string[] s_exceeded =
        ["hop limit exceeded in transit", "fragment reassembly time exceeded"];

    private static readonly string[] s_parameter =
    [
        "erroneous header field encountered", "unrecognized Next Header type encountered",
        "unrecognized IPv6 option encountered", "IPv6 First Fragment has incomplete IPv6 Header Chain",
    ];

    private static readonly string[] s_query =
        ["Query subject = IPv6 addresses", "Query subject = DNS name or empty", "Query subject = IPv4 addresses"];

    private static readonly string[] s_reply = ["Successful", "Refused", "Unknown query type"];

    private static readonly string[] s_rpl =
    [
        "DODAG Information Solicitation", "DODAG Information Object", "Destination Advertisement Object",
        "Destination Advertisement Object Acknowledgment", "P2P Discovery Reply Object",
        "P2P Discovery Reply Object Acknowledgement",
    ];

    private static readonly string[] s_secureRpl =
    [
        "Secure DODAG Information Solicitation", "Secure DODAG Information Object",
        "Secure Destination Advertisement Object", "Secure Destination Advertisement Object Acknowledgment",
    ];

    private static readonly string[] s_extendedEcho =
    [
        "No error", "Malformed Query", "No Such Interface", "No Such Table Entry",
        "Multiple Interfaces Satisfy Query",
    ];

    // From 127 on.
    private static readonly string[] s_types =
    [
        "Reserved for expansion of ICMPv6 error messages", "Echo (ping) request", "Echo (ping) reply",
        "Multicast Listener Query", "Multicast Listener Report", "Multicast Listener Done", "Router Solicitation",
        "Router Advertisement", "Neighbor Solicitation", "Neighbor Advertisement", "Redirect", "Router Renumbering",
        "Node Information Query", "Node Information Reply", "Inverse Neighbor Discovery Solicitation",
        "Inverse Neighbor Discovery Advertisement", "Multicast Listener Report Message v2",
        "Home Agent Address Discovery Request", "Home Agent Address Discovery Reply", "Mobile Prefix Solicitation",
        "Mobile Prefix Advertisement", "Certification Path Solicitation", "Certification Path Advertisement",
        "Experimental Mobility", "Multicast Router Advertisement", "Multicast Router Solicitation",
        "Multicast Router Termination", "FMIPv6", "RPL Control", "Locator Update", "Duplicate Address Request",
        "Duplicate Address Confirmation", "MPL Control Message", "Extended Echo request", "Extended Echo reply",
    ];

    /// <summary>The name of the type; null when it has none.</summary>
    internal static string? Type(byte type) => type switch
    {
        1 => "Destination Unreachable",
        2 => "Packet Too Big",
        3 => "Time Exceeded",
        4 => "Parameter Problem",
        100 or 101 or 200 or 201 => "Private experimentation",
        255 => "Reserved for expansion of ICMPv6 informational messages",
        >= 127 => IcmpNames.Choose(s_types, type - 127),
        _ => null,
    };

    /// <summary>True when the code tells more.</summary>
    internal static bool HasCodes(byte type)
        => type is 1 or 3 or 4 or 138 or 139 or 140 or 150 or 154 or 155 or 160 or 161;

    /// <summary>What the code says of its type; null when that is not known.</summary>
    internal static string? Code(byte type, byte code) => type switch
    {
        1 => IcmpNames.Choose(s_unreachable, code) ?? "Unknown",
        3 => IcmpNames.Choose(s_exceeded, code),
        4 => IcmpNames.Choose(s_parameter, code),
        138 => code switch { 0 => "Command", 1 => "Result", 255 => "Sequence Number Reset", _ => null },
        139 => IcmpNames.Choose(s_query, code),
        140 => IcmpNames.Choose(s_reply, code),
        155 when code == 0x8A => "Consistency Check",
        155 => code < 0x80 ? IcmpNames.Choose(s_rpl, code) : IcmpNames.Choose(s_secureRpl, code - 0x80),
        160 => code == 0 ? s_extendedEcho[0] : null,
        161 => IcmpNames.Choose(s_extendedEcho, code),
        _ => null,
    };
}
