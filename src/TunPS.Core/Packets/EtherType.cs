namespace TunPS;

/// <summary>What an Ethernet frame carries (IEEE 802 numbers), the ones that have a name here.</summary>
public enum EtherType
{
    /// <summary>An IPv4 packet.</summary>
    IPv4 = 0x0800,

    /// <summary>Address Resolution Protocol (RFC 826).</summary>
    Arp = 0x0806,

    /// <summary>A VLAN tag (IEEE 802.1Q), with what is tagged behind it.</summary>
    Vlan = 0x8100,

    /// <summary>An IPv6 packet.</summary>
    IPv6 = 0x86DD,

    /// <summary>The outer one of two VLAN tags (IEEE 802.1ad).</summary>
    ProviderBridging = 0x88A8,

    /// <summary>Link Layer Discovery Protocol (IEEE 802.1AB).</summary>
    Lldp = 0x88CC,
}
