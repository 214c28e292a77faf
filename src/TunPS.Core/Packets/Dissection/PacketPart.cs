namespace TunPS;

/// <summary>
/// A part of a packet: the bytes that are there, and how many there were before a capture cut the packet. Taking a part
/// of it never fails; what is not there is absent.
/// </summary>
internal readonly ref struct PacketPart
{
    internal PacketPart(ReadOnlySpan<byte> bytes, int length)
    {
        Bytes = bytes;
        Length = length;
    }

    /// <summary>What is there.</summary>
    internal ReadOnlySpan<byte> Bytes { get; }

    /// <summary>How many bytes there were; never fewer than are there.</summary>
    internal int Length { get; }

    /// <summary>What begins so many bytes further on.</summary>
    internal PacketPart From(int offset)
        => new(offset < Bytes.Length ? Bytes[offset..] : default, Math.Max(Length - offset, 0));

    /// <summary>The first so many bytes, or all of them.</summary>
    internal PacketPart First(int length)
        => length >= Length ? this : new(Bytes[..Math.Min(length, Bytes.Length)], length);
}
