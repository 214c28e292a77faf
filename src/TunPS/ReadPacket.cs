namespace TunPS;

/// <summary>What a read gave, and what is known of the moment at which the kernel gave it.</summary>
/// <param name="Data">The bytes of the packet.</param>
/// <param name="Source">The device.</param>
/// <param name="ReadEnd">When the read ended, as UTC.</param>
/// <param name="ReadBegan">When it began, or earlier. The kernel gave the packet somewhere in between.</param>
internal readonly record struct ReadPacket(byte[] Data, TunDevice Source, DateTime ReadEnd, DateTime ReadBegan)
{
    /// <summary>True when the kernel gave this one later for certain.</summary>
    internal bool IsLaterThan(ReadPacket other) => ReadBegan >= other.ReadEnd;

    internal TunPacket ToPacket() => new(Data, Source.ToString(), Source.Layer, ReadEnd);
}
