namespace TunPS;

/// <summary>The words of DNS, as Wireshark has them (IANA, "Domain Name System Parameters").</summary>
internal static class DnsNames
{
    private static readonly string[] s_operations =
    [
        "Standard query", "Inverse query", "Server status request", "", "Zone change notification",
        "Dynamic update", "DNS Stateful operations (DSO)",
    ];

    private static readonly string[] s_responseCodes =
    [
        "", "Format error", "Server failure", "No such name", "Not implemented", "Refused", "Name exists",
        "RRset exists", "RRset does not exist", "Not authoritative", "Name out of zone", "DSO-Type not implemented",
    ];

    private static readonly string[] s_types =
    [
        "Unused", "A", "NS", "MD", "MF", "CNAME", "SOA", "MB", "MG", "MR", "NULL", "WKS", "PTR", "HINFO",
        "MINFO", "MX", "TXT", "RP", "AFSDB", "X25", "ISDN", "RT", "NSAP", "NSAP-PTR", "SIG", "KEY", "PX",
        "GPOS", "AAAA", "LOC", "NXT", "EID", "NIMLOC", "SRV", "ATMA", "NAPTR", "KX", "CERT", "A6", "DNAME",
        "SINK", "OPT", "APL", "DS", "SSHFP", "IPSECKEY", "RRSIG", "NSEC", "DNSKEY", "DHCID", "NSEC3",
        "NSEC3PARAM", "TLSA", "", "", "HIP", "", "RKEY", "TALINK", "CDS", "CDNSKEY", "OPENPGPKEY", "CSYNC",
        "ZONEMD", "SVCB", "HTTPS",
    ];

    /// <summary>What is asked or told; null for a number without a name.</summary>
    internal static string? Operation(int operation) => Choose(s_operations, operation);

    /// <summary>What went wrong; null for a number without a name.</summary>
    internal static string? ResponseCode(int code) => Choose(s_responseCodes, code);

    /// <summary>Writes a type of record, with a space before it.</summary>
    internal static void Type(ref InfoWriter writer, int type)
    {
        if ((Choose(s_types, type) ?? Rare(type)) is string name)
        {
            writer.Character(' ');
            writer.Text(name);
        }
        else
        {
            writer.Field(" Unknown (", (uint)type);
            writer.Character(')');
        }
    }

    private static string? Rare(int type) => type switch
    {
        99 => "SPF",
        100 => "UINFO",
        101 => "UID",
        102 => "GID",
        103 => "UNSPEC",
        104 => "NID",
        105 => "L32",
        106 => "L64",
        107 => "LP",
        108 => "EUI48",
        109 => "EUI64",
        249 => "TKEY",
        250 => "TSIG",
        251 => "IXFR",
        252 => "AXFR",
        253 => "MAILA",
        254 => "MAILB",
        255 => "ANY",
        256 => "URI",
        257 => "CAA",
        32768 => "TA",
        32769 => "DLV",
        65281 => "WINS",
        65282 => "WINS-R",
        65422 => "XPF",
        _ => null,
    };

    private static string? Choose(string[] names, int number)
        => number < names.Length && names[number].Length > 0 ? names[number] : null;
}
