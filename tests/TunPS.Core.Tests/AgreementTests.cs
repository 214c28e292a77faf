namespace TunPS.Core.Tests;

/// <summary>We and Wireshark say the same of the same packets.</summary>
public sealed class AgreementTests
{
    [ToolFact("tshark")]
    public void Of_what_the_kernel_sends_through_a_TUN_device() => Agreement.Assert(Corpus.Packets);

    [ToolFact("tshark")]
    public void Of_what_the_kernel_sends_through_an_Ethernet() => Agreement.Assert(Corpus.Frames);

    [ToolFact("tshark")]
    public void Of_all_types_and_codes_of_ICMP() => Agreement.Assert(SyntheticPackets.Icmp());

    [ToolFact("tshark")]
    public void Of_all_types_and_codes_of_ICMPv6() => Agreement.Assert(SyntheticPackets.IcmpV6());

    [ToolFact("tshark")]
    public void Of_neighbor_messages_with_options() => Agreement.Assert(SyntheticPackets.Neighbors());

    [ToolFact("tshark")]
    public void Of_TCP_flags_and_options() => Agreement.Assert(SyntheticPackets.Tcp());

    [ToolFact("tshark")]
    public void Of_DNS_messages() => Agreement.Assert(SyntheticPackets.Dns());

    [ToolFact("tshark")]
    public void Of_DHCP_messages() => Agreement.Assert(SyntheticPackets.Dhcp());

    [ToolFact("tshark")]
    public void Of_ARP_packets() => Agreement.Assert(SyntheticPackets.Arp());

    [ToolFact("tshark")]
    public void Of_frames_with_tags_and_padding() => Agreement.Assert(SyntheticPackets.Tags());

    [ToolFact("tshark")]
    public void Of_protocols_fragments_and_tunnels() => Agreement.Assert(SyntheticPackets.Internet());

    [ToolFact("tshark")]
    public void Of_packets_that_a_capture_cut() => Agreement.Assert(SyntheticPackets.Cut());
}
