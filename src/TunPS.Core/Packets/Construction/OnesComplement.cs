using System.Buffers.Binary;

namespace TunPS;

/// <summary>The sum behind the checksums of IP, TCP, UDP and ICMP (RFC 1071).</summary>
internal static class OnesComplement
{
    /// <summary>
    /// Adds up bytes. Sums of several spans may be added to each other; all but the last have to be of even length.
    /// </summary>
    internal static ulong Sum(ReadOnlySpan<byte> data)
    {
        // The order of the bytes in a word does not matter as long as it is always the same one, and words of 32 bits
        // add up to what their halves do. No packet is long enough for 64 bits to overflow.
        ulong sum = 0;
        while (data.Length >= sizeof(ulong))
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(data);
            sum += (word & 0xFFFF_FFFF) + (word >> 32);
            data = data[sizeof(ulong)..];
        }

        while (data.Length >= sizeof(ushort))
        {
            sum += BinaryPrimitives.ReadUInt16LittleEndian(data);
            data = data[sizeof(ushort)..];
        }

        return data.IsEmpty ? sum : sum + data[0];
    }

    /// <summary>What is to be added for a number of two bytes.</summary>
    internal static ulong Of(int value) => BinaryPrimitives.ReverseEndianness((ushort)value);

    /// <summary>The checksum for such a sum, as a number in network byte order.</summary>
    internal static ushort Checksum(ulong sum)
    {
        while (sum > ushort.MaxValue)
        {
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        }

        return (ushort)~BinaryPrimitives.ReverseEndianness((ushort)sum);
    }
}
