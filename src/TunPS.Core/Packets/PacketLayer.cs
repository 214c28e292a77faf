namespace TunPS;

/// <summary>One header of a packet, or what the last header carries.</summary>
/// <param name="Name">What it is: Ethernet, IPv4, TCP, Payload.</param>
/// <param name="Offset">Where it begins, in bytes from the beginning of the packet.</param>
/// <param name="Length">How many bytes it has; at least one.</param>
/// <param name="Summary">Its fields in a line, and what is wrong with them.</param>
public sealed record PacketLayer(string Name, int Offset, int Length, string Summary)
{
    /// <summary>Shows the layer in a line.</summary>
    public override string ToString() => Summary.Length == 0 ? Name : $"{Name}: {Summary}";
}
