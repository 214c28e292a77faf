using System.Net;
using System.Net.NetworkInformation;

namespace TunPS;

/// <summary>What a reply is to have that does not follow from the packet that it answers.</summary>
public sealed class ReplySettings
{
    /// <summary>What the reply carries; null for the usual: the same as an echo request, and else nothing.</summary>
    public ReadOnlyMemory<byte>? Payload { get; init; }

    /// <summary>
    /// Who answers; null for the one who was asked. A packet to several receivers is answered by one of them, which
    /// has to be given.
    /// </summary>
    public IPAddress? Source { get; init; }

    /// <summary>
    /// The MAC address of the one who answers; null for the one that was asked. For the answer to an ARP request or a
    /// neighbor solicitation it is what was asked for.
    /// </summary>
    public PhysicalAddress? SourceMacAddress { get; init; }

    /// <summary>The flags of a TCP segment; null for SYN and ACK to a SYN, and else ACK.</summary>
    public TcpFlags? Flags { get; init; }

    /// <summary>The number of the first byte of a TCP segment; null for the one that is expected, or 0.</summary>
    public uint? SequenceNumber { get; init; }

    /// <summary>The number of the byte that a TCP segment expects next; null for the one behind the packet.</summary>
    public uint? AcknowledgmentNumber { get; init; }

    /// <summary>The window of a TCP segment; null for 64240 bytes.</summary>
    public ushort? Window { get; init; }

    /// <summary>The MSS option of a TCP segment; null for no such option.</summary>
    public ushort? Mss { get; init; }

    /// <summary>How many routers may pass the reply on; null for 64.</summary>
    public byte? HopLimit { get; init; }

    /// <inheritdoc cref="PacketSettings.TrafficClass"/>
    public byte TrafficClass { get; init; }

    /// <inheritdoc cref="PacketSettings.Identification"/>
    public uint? Identification { get; init; }

    /// <inheritdoc cref="PacketSettings.DontFragment"/>
    public bool DontFragment { get; init; }

    /// <inheritdoc cref="PacketSettings.Mtu"/>
    public int? Mtu { get; init; }
}
