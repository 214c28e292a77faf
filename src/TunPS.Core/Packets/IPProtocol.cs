namespace TunPS;

/// <summary>
/// What an IP packet carries: the Protocol field of IPv4, the last Next Header field of IPv6 (IANA, "Assigned Internet
/// Protocol Numbers"). Numbers without a name here are shown as numbers.
/// </summary>
public enum IPProtocol : byte
{
    /// <summary>IPv6 Hop-by-Hop Options (RFC 8200).</summary>
    HopByHop = 0,

    /// <summary>Internet Control Message Protocol (RFC 792).</summary>
    Icmp = 1,

    /// <summary>Internet Group Management Protocol (RFC 3376).</summary>
    Igmp = 2,

    /// <summary>IPv4 in IP (RFC 2003).</summary>
    IPv4 = 4,

    /// <summary>Transmission Control Protocol (RFC 9293).</summary>
    Tcp = 6,

    /// <summary>User Datagram Protocol (RFC 768).</summary>
    Udp = 17,

    /// <summary>IPv6 in IP (RFC 2473).</summary>
    IPv6 = 41,

    /// <summary>IPv6 Routing header (RFC 8200).</summary>
    Routing = 43,

    /// <summary>IPv6 Fragment header (RFC 8200).</summary>
    Fragment = 44,

    /// <summary>Generic Routing Encapsulation (RFC 2784).</summary>
    Gre = 47,

    /// <summary>Encapsulating Security Payload (RFC 4303).</summary>
    Esp = 50,

    /// <summary>Authentication Header (RFC 4302).</summary>
    Ah = 51,

    /// <summary>ICMP for IPv6 (RFC 4443).</summary>
    IcmpV6 = 58,

    /// <summary>No Next Header for IPv6 (RFC 8200).</summary>
    NoNextHeader = 59,

    /// <summary>IPv6 Destination Options (RFC 8200).</summary>
    DestinationOptions = 60,

    /// <summary>Open Shortest Path First (RFC 2328).</summary>
    Ospf = 89,

    /// <summary>Stream Control Transmission Protocol (RFC 9260).</summary>
    Sctp = 132,
}
