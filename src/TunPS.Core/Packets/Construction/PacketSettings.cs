using System.Net.NetworkInformation;

namespace TunPS;

/// <summary>The headers below the protocol that a new packet is made for: IP, and for a TAP device Ethernet.</summary>
public sealed class PacketSettings
{
    /// <summary>How many routers may pass the packet on: Time to Live (IPv4) or Hop Limit (IPv6).</summary>
    public byte HopLimit { get; init; } = 64;

    /// <summary>Type of Service (IPv4) or Traffic Class (IPv6): DSCP in the upper six bits, ECN in two.</summary>
    public byte TrafficClass { get; init; }

    /// <summary>
    /// What the fragments of a packet have in common: 16 bits in IPv4, 32 bits in IPv6, where only fragments have it.
    /// Null takes a random one where it matters: when the packet may be fragmented.
    /// </summary>
    public uint? Identification { get; init; }

    /// <summary>Forbids routers to fragment the packet. In IPv6 they never do.</summary>
    public bool DontFragment { get; init; }

    /// <summary>
    /// The most bytes that an IP packet may have: a longer one becomes fragments. Null for one packet, however long.
    /// </summary>
    public int? Mtu { get; init; }

    /// <summary>The sender's MAC address; with <see cref="DestinationMacAddress"/> it makes a frame.</summary>
    public PhysicalAddress? SourceMacAddress { get; init; }

    /// <summary>The receiver's MAC address; with <see cref="SourceMacAddress"/> it makes a frame.</summary>
    public PhysicalAddress? DestinationMacAddress { get; init; }

    /// <summary>The number of a virtual LAN, 0 to 4095, that tags the frame (IEEE 802.1Q); null for no tag.</summary>
    public int? VlanId { get; init; }
}
