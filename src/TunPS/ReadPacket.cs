namespace TunPS;

/// <summary>A packet, and what is known of the moment at which the kernel gave it.</summary>
/// <param name="Packet">The packet; its timestamp is the end of the read that gave it.</param>
/// <param name="ReadBegan">When that read began, as UTC. The kernel gave the packet somewhere in between.</param>
internal readonly record struct ReadPacket(TunPacket Packet, DateTime ReadBegan)
{
    /// <summary>True when the kernel gave this one later for certain.</summary>
    internal bool IsLaterThan(ReadPacket other) => ReadBegan >= other.Packet.Timestamp.ToUniversalTime();
}
