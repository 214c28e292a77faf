namespace TunPS;

/// <summary>The header of a TCP segment that is to be made (RFC 9293).</summary>
public sealed class TcpHeader
{
    /// <summary>The number of the first byte, or of the SYN.</summary>
    public uint SequenceNumber { get; init; }

    /// <summary>The number of the byte that is expected next; counts with <see cref="TcpFlags.Ack"/> only.</summary>
    public uint AcknowledgmentNumber { get; init; }

    /// <summary>The flags.</summary>
    public TcpFlags Flags { get; init; } = TcpFlags.Syn;

    /// <summary>How many bytes the sender is ready to receive.</summary>
    public ushort Window { get; init; } = 64240;

    /// <summary>The option with the longest segment that the sender can receive; null for no such option.</summary>
    public ushort? Mss { get; init; }
}
